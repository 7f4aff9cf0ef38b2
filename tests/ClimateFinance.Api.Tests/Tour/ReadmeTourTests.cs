using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Tour;

/// <summary>The README's tour does what it says: its blocks run against a host that was started as the README starts it.</summary>
public sealed class ReadmeTourTests(TestPostgres postgres)
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:9");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_of_the_README_answers_as_its_remark_says()
    {
        var readme = await File.ReadAllTextAsync(ReadmePath(), Cancellation);
        var (host, address) = await DemoHost.StartAsync(await postgres.CreateDatabaseAsync(), Cancellation);
        using (host)
        {
            var tour = TourScript.Of(readme, address);
            var (code, said) = await Bash.RunAsync(tour, Cancellation);

            Assert.True(code == 0, $"{said}\nThe host said:\n{host.Said()}");
            Assert.True(tour.Calls >= 30, $"The tour has {tour.Calls} calls.");
            Assert.Equal(tour.Calls, tour.Remarks);
        }
    }

    [Theory]
    [InlineData("echo '→ 409  {}'   # → 200", "1 refusals, 0 announced")]
    [InlineData("echo '→ 200  {}'   # → 409 offer.exceeds_quota", "0 refusals, 1 announced")]
    [InlineData("echo '→ 200  {}'   # → 201", "nothing said → 201")]
    [InlineData("echo '→ 200  {}'   # → 200 \"status\":\"draft\"", "nothing said \"status\":\"draft\"")]
    [InlineData("echo '→ 404  {}'", "1 refusals, 0 announced")]
    [InlineData("echo '→ 000  '", "1 refusals, 0 announced")]
    [InlineData("false | cat", "ended with 1")]
    [InlineData("curl -sS http://localhost:5080/", "ended with 7")]
    public async Task A_call_that_answers_otherwise_ends_the_tour(string line, string because)
    {
        var (code, said) = await Bash.RunAsync(TourScript.Of($"```bash tour\n{line}\n```\n", Nowhere), Cancellation);

        Assert.NotEqual(0, code);
        Assert.Contains(because, said);
    }

    [Fact]
    public async Task Only_marked_blocks_run_and_a_remark_may_look_into_the_whole_answer()
    {
        const string Document = "```bash\nfalse\n```\n```bash tour\nANSWER='{\"deep\":1}'; echo '→ 200'   # → 200 \"deep\":1\n```\n";

        var (code, said) = await Bash.RunAsync(TourScript.Of(Document, Nowhere), Cancellation);

        Assert.True(code == 0, said);
    }

    private static string ReadmePath()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "ClimateFinance.sln"))) at = at.Parent;
        return Path.Combine(at?.FullName ?? throw new DirectoryNotFoundException("The tests do not run within the repository."), "README.md");
    }
}
