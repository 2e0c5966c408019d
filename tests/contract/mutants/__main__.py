"""Which tests kill which mutant."""

from concurrent.futures import ThreadPoolExecutor

from tests.contract.mutants import MUTANTS, killers


def main() -> None:
    with ThreadPoolExecutor(2) as pool:
        for name, found in zip(MUTANTS, pool.map(killers, MUTANTS), strict=True):
            print(f"{name}: {len(found)} tests")
            for test in found:
                print(f"  {test}")


if __name__ == "__main__":
    main()
