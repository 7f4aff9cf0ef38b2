using System.Security.Cryptography;
using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ClimateFinance.Api.Presets;

/// <summary>
/// Loads a preset into an empty market, by the commands that users send, with its days laid relative to today.
/// In Development the preset of Handan comes by itself; elsewhere only <c>--Preset=handan</c> loads one.
/// </summary>
internal sealed partial class PresetLoader(
    IServiceProvider services, PresetGate gate, ClockworkGate clockwork, DealKeeper keeper, MarketClock clock, TokenIssuer tokens, IdSource ids, IEventStore store, SubscriptionRunner subscriptions,
    IConfiguration configuration, IHostEnvironment environment, ILogger<PresetLoader> logger)
{
    /// <summary>Of the sign-ins in Development. Elsewhere each load makes one up and prints it.</summary>
    public const string DemoPassword = "handan-demo-2026";

    private const string None = "none";

    /// <summary>So many commands of a day's turn are under way at once.</summary>
    private const int Lanes = 4;

    /// <summary>The preset to load: from the configuration; in Development Handan's unless it says <c>none</c>.</summary>
    public string? Chosen => configuration["Preset"] is { Length: > 0 } named
        ? named == None ? null : named
        : environment.IsDevelopment() ? "handan" : null;

    /// <summary>Loads the chosen preset unless the market has facts already. Returns what was loaded, or null.</summary>
    public async Task<LoadedPreset?> LoadAsync(CancellationToken cancellation)
    {
        if (Chosen is not { } name) return null;
        if (!PresetFile.Names().Contains(name, StringComparer.Ordinal))
            throw new PresetException($"There is no preset '{name}'. Built in: {string.Join(", ", PresetFile.Names())}.");
        var empty = await store.QueryAsync(
            new Sql("select not exists (select from mt_streams where type not in ($1, $2, $3))", PolicyBook.Category, MarketDay.Category, CalendarBook.Category), row => row.GetBoolean(0), cancellation);
        if (!empty[0])
        {
            LogKept(logger, name);
            return null;
        }

        var preset = PresetFile.Load(name);
        LogLoading(logger, name);
        var pass = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        gate.Close(pass);
        clockwork.Held = true;
        try
        {
            return await PlayAsync(preset, pass, cancellation);
        }
        finally
        {
            clock.Shift(TimeSpan.Zero);
            clockwork.Held = false;
            gate.Open();
        }
    }

    private async Task<LoadedPreset> PlayAsync(PresetFile preset, string pass, CancellationToken cancellation)
    {
        var fixtures = FixtureSet.Load();
        var organisations = fixtures.Banks.Keys.Concat(fixtures.Enterprises.Keys).ToDictionary(id => id, _ => ids.Next(), StringComparer.Ordinal);
        var password = environment.IsDevelopment() ? DemoPassword : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var callers = await CallersAsync(preset, organisations, cancellation);

        // Beside the story, which nobody of them has to sign in for: what takes time is the hashing of their password.
        var users = Task.Run(() => MakeUsersAsync(preset, callers, password, cancellation), cancellation);

        using var http = new HttpClient { BaseAddress = AddressOfThisHost() };
        http.DefaultRequestHeaders.Add(PresetSession.PassHeader, pass);
        var session = new PresetSession(http, tokens, callers);
        var today = ShanghaiTime.DateOf(clock.GetUtcNow());
        var market = new PresetPlayer(preset, fixtures, session, today, organisations);
        var deals = new DealPlayer(market, session);

        foreach (var (day, turns) in preset.Script())
        {
            // A day of the story ends when all that follows from it has happened.
            await subscriptions.DrainedAsync(clock, cancellation);
            clock.Shift(TimeSpan.FromDays(day));
            await LookAtClocksAsync(session, cancellation);
            foreach (var lanes in turns) await Parallel.ForEachAsync(lanes, SideBySide(cancellation), PlayAsync);
        }

        await users;
        clock.Shift(TimeSpan.Zero);
        await LookAtClocksAsync(session, cancellation);
        await subscriptions.DrainedAsync(clock, cancellation);
        LogLoaded(logger, preset.Name, session.Sent);
        return new LoadedPreset(preset, organisations, password, session.Sent, AddressOfThisHost());

        async ValueTask PlayAsync(IReadOnlyList<ScriptLine> lane, CancellationToken stop)
        {
            foreach (var (step, deal) in lane)
            {
                if (deal is null) await market.PlayAsync((PresetStep)step, stop);
                else await deals.PlayAsync(deal, (DealPresetStep)step, stop);
            }
        }
    }

    private static ParallelOptions SideBySide(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellation };

    /// <summary>What time brings in the story is recorded on its day, by the marketplace itself: nobody holds those versions.</summary>
    private async Task LookAtClocksAsync(PresetSession session, CancellationToken cancellation)
    {
        foreach (var deal in await keeper.SweepAsync(cancellation)) session.Forget($"deals/{deal}");
    }

    /// <summary>Who acts in the story: those offered to visitors as the users they are or will be, the others without being users.</summary>
    private async Task<Dictionary<string, Caller>> CallersAsync(PresetFile preset, Dictionary<string, Guid> organisations, CancellationToken cancellation)
    {
        var present = (await store.QueryAsync(
            new Sql("select user_name, id from market_user where user_name = any($1)", preset.SignIns.Select(signIn => signIn.Id).ToArray()),
            row => (Name: row.GetString(0), Id: row.GetGuid(1)), cancellation)).ToDictionary(user => user.Name, user => user.Id, StringComparer.Ordinal);
        return preset.SignIns.ToDictionary(signIn => signIn.Id, CallerOf, StringComparer.Ordinal);

        Caller CallerOf(SignInPreset signIn) => new(
            !signIn.Offered ? $"preset:{signIn.Id}" : (present.TryGetValue(signIn.Id, out var user) ? user : ids.Next()).ToString(),
            signIn.Role,
            signIn.Role is Role.Bank or Role.Enterprise ? organisations[signIn.Organisation!] : null,
            signIn.Role == Role.Bureau ? signIn.RegionCode : null);
    }

    private async Task MakeUsersAsync(PresetFile preset, Dictionary<string, Caller> callers, string password, CancellationToken cancellation)
    {
        var desk = services.GetRequiredService<UserDesk>();
        var hash = services.GetRequiredService<MarketUsers>().HashOf(password);
        foreach (var signIn in preset.SignIns.Where(signIn => signIn.Offered))
        {
            var caller = callers[signIn.Id];
            var user = new NewUser(
                signIn.Id, signIn.Title, signIn.Role, caller.Organisation, caller.Region, password, Guid.Parse(caller.Actor), PasswordHash: hash);
            await desk.EnsureUserAsync(user, cancellation);
        }
    }

    private Uri AddressOfThisHost()
    {
        var address = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal).TrimEnd('/') + "/");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loading the preset '{Name}': its commands are sent as users send them.")]
    private static partial void LogLoading(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "The preset '{Name}' is loaded with {Commands} commands.")]
    private static partial void LogLoaded(ILogger logger, string name, int commands);

    [LoggerMessage(Level = LogLevel.Information, Message = "The market has facts already; the preset '{Name}' is not loaded.")]
    private static partial void LogKept(ILogger logger, string name);
}

/// <summary>What a load left.</summary>
/// <param name="Commands">How many commands were sent.</param>
/// <param name="Password">Of every sign-in that is offered.</param>
internal sealed record LoadedPreset(PresetFile Preset, IReadOnlyDictionary<string, Guid> Organisations, string Password, int Commands, Uri Address);
