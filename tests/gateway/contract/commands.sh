# The documented commands, to the letter, in the order of the document.

curl -s https://your-server:9090/api/hosting/providers \
  -H "Authorization: Bearer $TOKEN"

curl -X POST https://your-server:9090/api/hosting/providers/hostinger/configure \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "api_key": "YOUR_API_TOKEN"
  }'

curl -X POST https://your-server:9090/api/hosting/providers/hostinger/test \
  -H "Authorization: Bearer $TOKEN"

curl -X DELETE https://your-server:9090/api/hosting/providers/hostinger \
  -H "Authorization: Bearer $TOKEN"

curl -s https://your-server:9090/api/hosting/providers/hostinger/dns/example.com \
  -H "Authorization: Bearer $TOKEN"

curl -X POST https://your-server:9090/api/hosting/providers/hostinger/dns/example.com \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "type": "A",
    "name": "api",
    "content": "93.184.216.35",
    "ttl": 3600
  }'

curl -X PUT https://your-server:9090/api/hosting/providers/hostinger/dns/example.com \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "records": [
      {
        "type": "A",
        "name": "@",
        "content": "93.184.216.34",
        "ttl": 14400
      },
      {
        "type": "CNAME",
        "name": "www",
        "content": "example.com",
        "ttl": 14400
      }
    ],
    "overwrite": false
  }'

curl -X DELETE "https://your-server:9090/api/hosting/providers/hostinger/dns/example.com?name=api&type=A" \
  -H "Authorization: Bearer $TOKEN"

curl -X POST https://your-server:9090/api/hosting/providers/hostinger/dns/example.com/reset \
  -H "Authorization: Bearer $TOKEN"

curl -s https://your-server:9090/api/hosting/providers/hostinger/domains \
  -H "Authorization: Bearer $TOKEN"

curl -s https://your-server:9090/api/hosting/providers/hostinger/domains/example.com \
  -H "Authorization: Bearer $TOKEN"

curl -X POST https://your-server:9090/api/hosting/providers/hostinger/domains/check \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "domains": ["cool-project.com", "cool-project.io", "cool-project.dev"]
  }'

curl -X POST https://your-server:9090/api/hosting/providers/hostinger/domains/purchase \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "domain": "cool-project.com",
    "period": 1,
    "auto_renew": true,
    "privacy_protection": true,
    "payment_method_id": "pm_abc123"
  }'

curl -X PUT https://your-server:9090/api/hosting/providers/hostinger/domains/example.com/nameservers \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "nameservers": ["ns1.cloudflare.com", "ns2.cloudflare.com"]
  }'

curl -X POST https://your-server:9090/api/hosting/providers/hostinger/domains/example.com/lock \
  -H "Authorization: Bearer $TOKEN"

curl -X DELETE https://your-server:9090/api/hosting/providers/hostinger/domains/example.com/lock \
  -H "Authorization: Bearer $TOKEN"

curl -X POST https://your-server:9090/api/hosting/providers/hostinger/domains/example.com/privacy \
  -H "Authorization: Bearer $TOKEN"

curl -X DELETE https://your-server:9090/api/hosting/providers/hostinger/domains/example.com/privacy \
  -H "Authorization: Bearer $TOKEN"

curl -s https://your-server:9090/api/hosting/providers/hostinger/vms \
  -H "Authorization: Bearer $TOKEN"

curl -s https://your-server:9090/api/hosting/providers/hostinger/vms/vm-abc123 \
  -H "Authorization: Bearer $TOKEN"

curl -X POST https://your-server:9090/api/hosting/providers/hostinger/vms \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "plan": "kvm-2",
    "data_center_id": "us-east-1",
    "template": "ubuntu-22.04",
    "password": "SecurePassword123!",
    "hostname": "web-server-2",
    "ssh_key_id": "key-abc123",
    "payment_method_id": "pm_abc123"
  }'

curl -s https://your-server:9090/api/hosting/providers/hostinger/datacenters \
  -H "Authorization: Bearer $TOKEN"

curl -s https://your-server:9090/api/hosting/providers/hostinger/ssh-keys \
  -H "Authorization: Bearer $TOKEN"

curl -X POST https://your-server:9090/api/hosting/providers/hostinger/ssh-keys \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "name": "new-deploy-key",
    "public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI... user@host"
  }'

curl -X DELETE https://your-server:9090/api/hosting/providers/hostinger/ssh-keys/key-def456 \
  -H "Authorization: Bearer $TOKEN"

curl -s https://your-server:9090/api/hosting/providers/hostinger/subscriptions \
  -H "Authorization: Bearer $TOKEN"

curl -s https://your-server:9090/api/hosting/providers/hostinger/catalog \
  -H "Authorization: Bearer $TOKEN"
