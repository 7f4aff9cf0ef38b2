using System.Globalization;
using ClimateFinance.Api.Tests.Support;
using Xunit;

namespace ClimateFinance.Api.Tests.Enterprises;

public sealed class GradesAndPenaltiesTests(MarketApp app) : IClassFixture<MarketApp>
{
    [Fact]
    public async Task The_grade_in_force_is_that_of_the_newest_document_that_stands()
    {
        var (own, address, bureau) = await SomeoneAsync();

        await GradeAsync("a", "2026-03-18", "冀环绩效〔2026〕17号");
        await GradeAsync("c", "2025-03-18", "冀环绩效〔2025〕9号");
        Assert.Equal("a", (await own.GetAsync(address)).Str("grade"));

        await GradeAsync("bMinus", "2026-03-18", "冀环绩效〔2026〕18号");
        Assert.Equal("bMinus", (await own.GetAsync(address)).Str("grade"));

        (await bureau.MoveAsync(address, "grade-withdrawals", new { documentNumber = "冀环绩效〔2026〕18号", reason = "登记有误" })).Expect(200);
        var seen = await own.GetAsync(address);
        Assert.Equal("a", seen.Str("grade"));
        Assert.Equal(3, seen.Count("grades"));
        Assert.Equal(("冀环绩效〔2026〕18号", true, "登记有误"), (seen.Str("grades.0.documentNumber"), seen["grades.0.withdrawn"]!.GetValue<bool>(), seen.Str("grades.0.withdrawnReason")));

        foreach (var number in new[] { "冀环绩效〔2026〕17号", "冀环绩效〔2025〕9号" })
            (await bureau.MoveAsync(address, "grade-withdrawals", new { documentNumber = number, reason = "撤销" })).Expect(200);
        Assert.Null((await own.GetAsync(address))["grade"]);

        async Task GradeAsync(string grade, string gradedOn, string documentNumber) =>
            (await bureau.MoveAsync(address, "grades", new { grade, gradedOn, documentNumber })).Expect(200);
    }

    [Fact]
    public async Task The_last_penalty_is_the_newest_that_stands()
    {
        var (own, address, bureau) = await SomeoneAsync();

        await PenaliseAsync("2026-05-07", "邯环罚〔2026〕23号", 200_000m);
        await PenaliseAsync("2024-01-09", "邯环罚/2024/1", null);
        var seen = await own.GetAsync(address);
        Assert.Equal("2026-05-07", seen.Str("lastPenaltyOn"));
        Assert.Equal(200_000m, seen.Num("penalties.0.amountCny"));
        Assert.Null(seen["penalties.1.amountCny"]);

        (await bureau.MoveAsync(address, "penalty-withdrawals", new { documentNumber = "邯环罚〔2026〕23号", reason = "行政复议撤销" })).Expect(200);
        Assert.Equal("2024-01-09", (await own.GetAsync(address)).Str("lastPenaltyOn"));

        async Task PenaliseAsync(string penalisedOn, string documentNumber, decimal? amountCny) =>
            (await bureau.MoveAsync(address, "penalties", new { penalisedOn, documentNumber, kind = "air", words = "脱硝设施未正常运行", amountCny })).Expect(200);
    }

    [Fact]
    public async Task A_document_counts_once_until_it_is_withdrawn()
    {
        var (_, address, bureau) = await SomeoneAsync();
        var grade = new { grade = "a", gradedOn = "2026-03-18", documentNumber = "绩效〔2026〕1号" };
        var penalty = new { penalisedOn = "2026-05-07", documentNumber = "罚〔2026〕1号", kind = "water", words = "超标" };
        var (gone, penaltyGone) = (new { grade.documentNumber, reason = "误记" }, new { penalty.documentNumber, reason = "误记" });

        (await bureau.MoveAsync(address, "grade-withdrawals", gone)).ExpectProblem(404, "enterprise.document_unknown");
        (await bureau.MoveAsync(address, "grades", grade)).Expect(200);
        (await bureau.MoveAsync(address, "grades", grade)).ExpectProblem(409, "enterprise.document_recorded_already");
        (await bureau.MoveAsync(address, "grade-withdrawals", gone)).Expect(200);
        (await bureau.MoveAsync(address, "grade-withdrawals", gone)).ExpectProblem(404, "enterprise.document_unknown");
        (await bureau.MoveAsync(address, "grades", grade)).Expect(200);

        (await bureau.MoveAsync(address, "penalty-withdrawals", penaltyGone)).ExpectProblem(404, "enterprise.document_unknown");
        (await bureau.MoveAsync(address, "penalties", penalty)).Expect(200);
        (await bureau.MoveAsync(address, "penalties", penalty)).ExpectProblem(409, "enterprise.document_recorded_already");
        (await bureau.MoveAsync(address, "penalty-withdrawals", penaltyGone)).Expect(200);
        Assert.Null((await bureau.GetAsync(address))["lastPenaltyOn"]);
    }

    [Fact]
    public async Task No_document_is_of_tomorrow()
    {
        var (_, address, bureau) = await SomeoneAsync();
        var (today, tomorrow) = (Day(0), Day(1));
        (await bureau.MoveAsync(address, "grades", new { grade = "a", gradedOn = tomorrow, documentNumber = "1" })).ExpectProblem(409, "enterprise.document_in_future");
        (await bureau.MoveAsync(address, "grades", new { grade = "a", gradedOn = today, documentNumber = "1" })).Expect(200);
        (await bureau.MoveAsync(address, "penalties", new { penalisedOn = tomorrow, documentNumber = "2", kind = "air", words = "超标" }))
            .ExpectProblem(409, "enterprise.document_in_future");

        string Day(int ahead) => app.Today.AddDays(ahead).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_flawed_record_is_named_field_by_field()
    {
        var (_, address, bureau) = await SomeoneAsync();
        (await bureau.MoveAsync(address, "grades", new { grade = "aPlus", gradedOn = "2026-02-30", documentNumber = "" }))
            .ExpectFlaw("grade", "field.not_one_of").ExpectFlaw("gradedOn", "field.wrong_type");
        (await bureau.MoveAsync(address, "grades", new { grade = "a", gradedOn = "2026-02-03", documentNumber = " " })).ExpectFlaw("documentNumber", "text.empty");
        (await bureau.MoveAsync(address, "penalties", new { penalisedOn = "2026-02-03", documentNumber = "1", kind = "", words = new string('长', 2_001), amountCny = 0.001m }))
            .ExpectFlaw("kind", "text.empty").ExpectFlaw("words", "text.too_long").ExpectFlaw("amountCny", "amount.too_many_decimals");
    }

    [Fact]
    public async Task Only_the_bureau_that_oversees_the_enterprise_records()
    {
        var (own, address, _) = await SomeoneAsync();
        var grade = new { grade = "a", gradedOn = "2026-03-18", documentNumber = "1" };
        (await own.PostAsync($"{address}/grades", grade, "\"2\"")).ExpectProblem(403, "http.forbidden");
        (await app.AsBureau("130600").PostAsync($"{address}/grades", grade, "\"2\"")).ExpectProblem(404, "enterprise.unknown");
        (await app.AsBureau("130000").PostAsync($"{address}/grades", grade, "\"2\"")).Expect(200);
    }

    private async Task<(MarketClient Own, string Address, MarketClient Bureau)> SomeoneAsync()
    {
        var own = await app.VerifiedEnterpriseAsync();
        return (own, $"enterprises/{own.Organisation}", app.AsBureau());
    }
}
