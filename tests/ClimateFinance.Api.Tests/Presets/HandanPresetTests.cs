using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Presets;
using ClimateFinance.Api.Tests.Enterprises;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Store;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Xunit;

namespace ClimateFinance.Api.Tests.Presets;

/// <summary>The Handan meeting, loaded as the host loads it: by the commands that users send.</summary>
public sealed class HandanPresetTests(HandanPresetTests.HandanMarket market) : IClassFixture<HandanPresetTests.HandanMarket>
{
    private MarketApp App => market.App;

    private LoadedPreset Loaded => market.Loaded;

    [Fact]
    public async Task Every_deal_stands_where_its_story_ends()
    {
        var deals = (await App.AsBureau().GetAsync("deals?limit=200")).Expect(200);

        Assert.Equal(Loaded.Preset.Deals.Count, deals.Count());
        var expected = Loaded.Preset.Deals.Select(d => (Stage: Camel(d.ExpectedStage), Late: d.ExpectedOverdue)).Order();
        var actual = deals["items"]!.AsArray().Select(d => (Stage: d!["stage"]!.GetValue<string>(), Late: d["overdue"]!.GetValue<bool>())).Order();
        Assert.Equal(expected, actual);
    }

    /// <summary>What the story of the meeting does not tell; each has a test of its own that fills it.</summary>
    private static readonly string[] Untold =
    [
        "project_equipment", "project_classification", "project_measurement", "enterprise_year", "key_emitter", "loan_balance", "retired_unit", "retired_series", "matching_round",
        "deal_reminder", "deal_document",
    ];

    [Fact]
    public async Task Every_projection_rebuilt_from_the_events_equals_the_live_one()
    {
        foreach (var projection in MarketServices.Projections) await App.ExpectRebuiltAlikeAsync(projection, Untold);
    }

    [Fact]
    public async Task Each_stored_pairing_is_recomputed_to_the_same_score()
    {
        var pairings = (await App.AsBureau().GetAsync("pairings?limit=200")).Expect(200);
        Assert.True(pairings.Count() > 40, pairings.Text);

        foreach (var pairing in pairings["items"]!.AsArray().Take(40))
        {
            var again = (await App.AsBureau().GetAsync($"pairings/{pairing!["pairingId"]}/recomputation")).Expect(200);
            Assert.True(again["equal"]!.GetValue<bool>(), again.Text);
        }
    }

    [Fact]
    public async Task The_one_real_company_has_no_figure_no_project_no_need_and_no_deal()
    {
        var real = Loaded.Organisations["HB"];
        var view = (await App.AsEnterprise(real).GetAsync($"enterprises/{real}")).Expect(200);

        Assert.Null(view["profile.annualOutputT"]);
        Assert.Null(view["profile.annualEmissionsTco2e"]);
        foreach (var list in new[] { "projects", "needs", "deals", "pairings" })
            Assert.Equal(0, (await App.AsEnterprise(real).GetAsync(list)).Expect(200).Count());
    }

    [Fact]
    public async Task The_board_agrees_with_the_deals_and_the_meetings_funnel_with_its_intentions()
    {
        var board = (await App.AsBureau().GetAsync("oversight/board")).Expect(200);
        var deals = (await App.AsBureau().GetAsync("deals?limit=200")).Expect(200)["items"]!.AsArray();

        Assert.Equal(deals.Count, board.Num("total.deals"));
        Assert.Equal(deals.Sum(d => d!["credit"]!["lineCny"]!.GetValue<decimal>()), board.Num("total.lineCny"));
        Assert.Equal(deals.Sum(d => d!["drawnConfirmedCny"]!.GetValue<decimal>()), board.Num("total.drawnConfirmedCny"));
        foreach (var by in new[] { "byStage", "byBank", "byIndustry" })
        {
            Assert.Equal(board.Num("total.deals"), board[by]!.AsArray().Sum(line => line!["deals"]!.GetValue<decimal>()));
            Assert.Equal(board.Num("total.lineCny"), board[by]!.AsArray().Sum(line => line!["lineCny"]!.GetValue<decimal>()));
        }

        var terms = deals.Select(d => (Line: d!["credit"]!["lineCny"]!.GetValue<decimal>(), Months: d["credit"]!["termMonths"]!.GetValue<decimal>())).ToArray();
        Assert.Equal(decimal.Round(terms.Sum(t => t.Line * t.Months) / terms.Sum(t => t.Line), 1, MidpointRounding.AwayFromZero), board.Num("total.averageTermMonths"));

        var meeting = (await App.AsBureau().GetAsync("meetings")).Expect(200).Id("items.0.meetingId");
        var view = (await App.AsBureau().GetAsync($"meetings/{meeting}")).Expect(200);
        Assert.Equal(22, view["attendance"]!.AsArray().Count);
        Assert.Equal(Loaded.Preset.Deals.Count(d => d.Steps.Any(s => s is DealPresetStep.RecordIntention)), view.Num("funnel.intentions"));
        Assert.Equal(deals.Count(d => d!["meetingId"]?.GetValue<Guid>() == meeting), view.Num("funnel.intentions"));

        var stranger = (await App.AsBureau("130100").GetAsync($"meetings/{meeting}")).Expect(200);
        Assert.Null(stranger["funnel"]);
        Assert.Empty(stranger["attendance"]!.AsArray());
    }

    [Fact]
    public async Task What_is_late_is_on_the_overdue_list_with_who_owes_it()
    {
        var late = (await App.AsBureau().GetAsync("oversight/overdue")).Expect(200);
        var expected = Loaded.Preset.Deals.Count(d => d.ExpectedOverdue);

        Assert.Equal(expected, late.Num("total"));
        Assert.All(late["items"]!.AsArray(), item => Assert.True(item!["daysLate"]!.GetValue<int>() > 0));
        Assert.Equal(0, (await App.AsBureau("130100").GetAsync("oversight/overdue")).Expect(200).Num("total"));
        (await App.AsBank(Loaded.Organisations["BOC"]).GetAsync("oversight/overdue")).ExpectProblem(403, "http.forbidden");
    }

    [Fact]
    public async Task The_offered_sign_ins_can_sign_in_and_no_others()
    {
        var password = Loaded.Password;
        foreach (var signIn in Loaded.Preset.SignIns)
        {
            var answer = await App.Anonymous().PostAsync("identity/login", new { userName = signIn.Id, password });
            answer.Expect(signIn.Offered ? 200 : 401);
        }
    }

    [Fact]
    public async Task The_console_tells_who_came_what_was_proposed_where_each_deal_stands_and_who_can_sign_in()
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 200;
        var story = ActivatorUtilities.CreateInstance<PresetStory>(App.Services, console);
        await story.TellAsync(Loaded, TestContext.Current.CancellationToken);

        var told = text.ToString();
        Assert.Contains("4 banks with 14 products · 14 long-process steel makers · 4 cement makers", told, StringComparison.Ordinal);
        Assert.Contains("drawing", told, StringComparison.Ordinal);
        Assert.Contains("(late)", told, StringComparison.Ordinal);
        Assert.Contains("handanInspector", told, StringComparison.Ordinal);
        Assert.Contains("/swagger", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_start_keeps_what_there_is_and_loads_nothing()
    {
        var before = await EventsAsync();
        var second = new MarketApp(market.Postgres) { Preset = "handan" };
        await second.InitializeOnAsync(App.ConnectionString);
        await second.StopAsync();

        Assert.Null(second.Loaded);
        Assert.Equal(before, await EventsAsync());
    }

    [Fact]
    public async Task Without_a_preset_an_empty_market_stays_empty()
    {
        await using var app = await MarketApp.StartAsync(market.Postgres);

        Assert.Null(app.Loaded);
        Assert.Equal(0, (await app.AsBureau().GetAsync("deals")).Expect(200).Count());
        Assert.Equal(0, (await app.AsBureau().GetAsync("enterprises")).Expect(200).Count());
    }

    private async Task<long> EventsAsync() =>
        (await App.Services.GetRequiredService<IEventStore>().QueryAsync(new Sql("select count(*) from mt_events"), row => row.GetInt64(0), CancellationToken.None))[0];

    private static string Camel(Enum value) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>One loaded market for all tests of this class: none of them changes it.</summary>
    public sealed class HandanMarket(TestPostgres postgres) : IAsyncLifetime
    {
        public TestPostgres Postgres => postgres;

        public MarketApp App { get; } = new(postgres) { Preset = "handan" };

        internal LoadedPreset Loaded { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await App.InitializeAsync();
            Loaded = App.Loaded ?? throw new InvalidOperationException("The preset was not loaded.");
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
