using System.Runtime.InteropServices;

namespace ClimateFinance.Api.Hosting;

/// <summary>
/// Ctrl-C, SIGTERM and the closing of the terminal as a token, from the first moment on: the framework listens only once the host runs,
/// and a process that is ended before would leave its PostgreSQL behind.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopSignals() => registrations =
    [
        .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP }
            .Select(signal => PosixSignalRegistration.Create(signal, OnSignal)),
    ];

    public CancellationToken Token => stopping.Token;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        stopping.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        stopping.Cancel();
    }
}
