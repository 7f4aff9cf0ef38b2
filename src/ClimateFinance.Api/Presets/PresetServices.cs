using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Spectre.Console;

namespace ClimateFinance.Api.Presets;

/// <summary>Presets in the host: the services, the gate, and the load once the host answers.</summary>
internal static class PresetServices
{
    public static void AddPresets(this IServiceCollection services)
    {
        services.AddSingleton<PresetGate>();
        services.AddSingleton<PresetLoader>();
        services.AddSingleton<PresetStory>();
        services.AddSingleton(_ => Wide(AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect })));
    }

    /// <summary>Output into a file or a pipe has no width of its own; the tables want this much.</summary>
    private static IAnsiConsole Wide(IAnsiConsole console)
    {
        if (Console.IsOutputRedirected) console.Profile.Width = 170;
        return console;
    }

    public static void UsePresetGate(this WebApplication app)
    {
        var gate = app.Services.GetRequiredService<PresetGate>();
        app.Use(gate.PassAsync);
    }

    /// <summary>Loads the chosen preset into an empty market and tells its story; on a market with facts it only says where to look.</summary>
    public static async Task LoadPresetAsync(this WebApplication app, CancellationToken stop)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop, app.Lifetime.ApplicationStopping);
        var cancellation = stopping.Token;
        var story = app.Services.GetRequiredService<PresetStory>();
        if (await app.Services.GetRequiredService<PresetLoader>().LoadAsync(cancellation) is { } loaded) await story.TellAsync(loaded, cancellation);
        else story.Addresses(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
    }
}
