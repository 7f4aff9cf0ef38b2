"""Makes loans.csv, by which the schedules and the all-in cost are checked.

Written apart from the C# code and in another way: exact fractions for the schedules, 60-digit decimals and plain halving for the rate.
Run: python3 make_loans.py > loans.csv
"""
from decimal import Decimal, getcontext
from fractions import Fraction as F
import itertools

getcontext().prec = 60


def fen(x):
    """Half up to 0.01, of a fraction that is not negative."""
    cents = x * 100
    return F((2 * cents.numerator + cents.denominator) // (2 * cents.denominator), 100)


def schedule(principal, months, bp, plan):
    rate = F(bp, 120000)
    rest, rows = principal, []
    share = F(int(principal / months * 100), 100)
    level = share if rate == 0 else fen(principal * rate * (1 + rate) ** months / ((1 + rate) ** months - 1))
    for k in range(1, months + 1):
        interest = fen(rest * rate)
        if k == months:
            back = rest
        elif plan == "bullet":
            back = F(0)
        elif plan == "equalPrincipal":
            back = share
        else:
            back = max(F(0), min(rest, level - interest))
        rows.append((rest, back, interest))
        rest -= back
    return rows


def cost(principal, months, bp, plan, fee, later, subsidy_bp, subsidy_months):
    rows = schedule(principal, months, bp, plan)
    paid, borne_all = [], F(0)
    for k, (owed, back, interest) in enumerate(rows, 1):
        borne = min(interest, fen(owed * F(subsidy_bp, 120000))) if k <= subsidy_months else F(0)
        borne_all += borne
        paid.append(back + interest - borne + sum(a for m, a in later if m == k))
    received = principal - fee
    dec = lambda x: Decimal(x.numerator) / Decimal(x.denominator)
    low, high = Decimal(0), Decimal(1)
    flows, want = [dec(p) for p in paid], dec(received)
    for _ in range(190):
        v = (low + high) / 2
        total = Decimal(0)
        for p in reversed(flows):
            total = (total + p) * v
        low, high = (low, v) if total > want else (v, high)
    i = 1 / ((low + high) / 2) - 1
    quarter = Decimal("0.0001")
    return rows, borne_all, (i * 1200).quantize(quarter), (((1 + i) ** 12 - 1) * 100).quantize(quarter)


def money(x):
    return str((Decimal(x.numerator) / Decimal(x.denominator)).quantize(Decimal("0.01")))


print("principal;months;rateBp;plan;fee;later;subsidyBp;subsidyMonths;firstPrincipal;firstInterest;lastPrincipal;lastInterest;interest;subsidy;nominalPercent;effectivePercent")
loans = [("180000000", 84, 315), ("1000000", 360, 490), ("40000000", 60, 330), ("5000000.01", 13, 345), ("99.99", 7, 1200), ("60000000", 36, 0), ("1000000000000", 360, 2400), ("300000", 1, 435)]
extras = [("0", "", 0, 0), ("0.004", "", 0, 0), ("0.006", "12:0.002,24:0.002", 0, 0), ("0", "", 100, 24), ("0.01", "6:0.001", 200, 12)]
for (amount, months, bp), plan, (fee, later, sub, submonths) in itertools.product(loans, ("bullet", "equalPrincipal", "equalInstalment"), extras):
    principal = F(amount)
    fee = F(int(principal * F(fee) * 100), 100)
    later = [(int(m), F(int(principal * F(a) * 100), 100)) for m, a in (part.split(":") for part in later.split(",") if part) if int(m) <= months]
    later = [(m, a) for m, a in later if a > 0]
    submonths = min(submonths, months)
    rows, borne, nominal, effective = cost(principal, months, bp, plan, fee, later, sub if submonths else 0, submonths)
    print(";".join([money(principal), str(months), str(bp), plan, money(fee), ",".join(f"{m}:{money(a)}" for m, a in later), str(sub if submonths else 0), str(submonths),
                    money(rows[0][1]), money(rows[0][2]), money(rows[-1][1]), money(rows[-1][2]), money(sum(r[2] for r in rows)), money(borne), str(nominal), str(effective)]))
