namespace ClimateFinance.Domain.Shared;

/// <summary>Line, term and rate 授信额度、期限、利率: the three figures every deal is about.</summary>
public sealed record CreditTerms(Cny Line, TermMonths Term, Rate Rate);

/// <summary>What secures a credit 担保方式.</summary>
public enum CollateralKind
{
    /// <summary>Unsecured 信用: nothing is pledged.</summary>
    Credit,

    /// <summary>Real estate or land mortgage 抵押.</summary>
    Mortgage,

    /// <summary>Guarantee of a third party 保证.</summary>
    Guarantee,

    /// <summary>Equipment 设备抵押.</summary>
    Equipment,

    /// <summary>The project's income right 项目收益权.</summary>
    ProjectIncome,

    /// <summary>Receivables 应收账款.</summary>
    Receivable,

    /// <summary>Emission right 排污权.</summary>
    EmissionRight,

    /// <summary>Carbon allowance 碳排放配额.</summary>
    CarbonAllowance,

    /// <summary>Income right of an energy performance contract 合同能源管理收益权.</summary>
    EmcIncomeRight,
}

/// <summary>How principal comes back 还款方式.</summary>
public enum RepaymentPlan
{
    /// <summary>All principal at the end, interest in between 到期一次还本.</summary>
    Bullet,

    /// <summary>Equal parts of principal, interest on the rest 等额本金.</summary>
    EqualPrincipal,

    /// <summary>Equal payments of principal and interest 等额本息.</summary>
    EqualInstalment,
}

/// <summary>Environmental performance grade 绩效分级; A and leading are the top.</summary>
public enum EnvironmentalGrade
{
    NonLeading,
    D,
    C,
    BMinus,
    B,
    Leading,
    A,
}

/// <summary>The order of the grades: the letters A, B, B-, C, D and the pair leading, non-leading of industries without letters.</summary>
public static class EnvironmentalGrades
{
    /// <summary>A and leading 5, B 4, B- 3, C 2, D and non-leading 1.</summary>
    public static int Rank(this EnvironmentalGrade grade) => grade switch
    {
        EnvironmentalGrade.A or EnvironmentalGrade.Leading => 5,
        EnvironmentalGrade.B => 4,
        EnvironmentalGrade.BMinus => 3,
        EnvironmentalGrade.C => 2,
        EnvironmentalGrade.D or EnvironmentalGrade.NonLeading => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(grade), grade, "Unknown grade."),
    };
}

/// <summary>What the money is for 用途.</summary>
public enum FinancingPurpose
{
    /// <summary>Building an admitted project 项目建设.</summary>
    Project,

    /// <summary>Green working capital 绿色流动资金.</summary>
    WorkingCapital,

    /// <summary>Working capital whose rate follows a sustainability target 可持续发展挂钩.</summary>
    SustainabilityLinked,

    /// <summary>Against carbon allowances 碳配额融资.</summary>
    CarbonAllowance,

    /// <summary>Against emission rights 排污权融资.</summary>
    EmissionRight,
}
