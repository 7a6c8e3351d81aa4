using System.Runtime.InteropServices;

namespace LinuxPatchApi.ServiceManager;

/// <summary>
/// The daemon's reactions to signals. Termination signals start an orderly shutdown, SIGHUP reloads the files, and signals whose default
/// action would kill the process by accident are logged and ignored. Created before anything else, because the defaults apply until then.
/// </summary>
internal sealed class ProcessSignals : IDisposable
{
    /// <summary>From signal(7); the same numbers on x86 and ARM. SIGPIPE is missing because the runtime already ignores it.</summary>
    private static readonly (int Number, string Name)[] Strays =
    [
        (10, "SIGUSR1"), (12, "SIGUSR2"), (14, "SIGALRM"), (16, "SIGSTKFLT"), (24, "SIGXCPU"), (25, "SIGXFSZ"),
        (26, "SIGVTALRM"), (27, "SIGPROF"), (29, "SIGIO"), (30, "SIGPWR"),
    ];

    /// <summary>
    /// Kept until the process has exited: otherwise a second SIGTERM during the shutdown would meet the default action and turn a clean
    /// exit into 143.
    /// </summary>
    private static readonly List<PosixSignalRegistration> Registrations = [];

    private readonly Lock _lock = new();
    private readonly Lock _acting = new();
    private readonly List<string> _pending = [];
    private Action? _hangUp;
    private Action<string>? _ignored;
    private bool _hungUp;
    private bool _isOver;

    /// <param name="end">Called at each termination signal; must tolerate further calls during the shutdown.</param>
    public ProcessSignals(Action end)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            Catch(signal, end);
        }

        Catch(PosixSignal.SIGHUP, HangUp);
        foreach (var (number, name) in Strays)
        {
            Catch((PosixSignal)number, () => Ignore(name));
        }
    }

    /// <summary>Routes SIGHUP and stray signals to the handlers from now on, starting with those that arrived before.</summary>
    public void Begin(Action hangUp, Action<string> ignored)
    {
        bool hungUp;
        List<string> pending;
        lock (_lock)
        {
            (_hangUp, _ignored) = (hangUp, ignored);
            (hungUp, pending) = (_hungUp, [.. _pending]);
        }

        pending.ForEach(ignored);
        if (hungUp)
        {
            hangUp();
        }
    }

    /// <summary>Keeps SIGHUP and stray signals for the next <see cref="Begin"/>.</summary>
    public void Pause()
    {
        lock (_lock)
        {
            (_hangUp, _ignored, _hungUp) = (null, null, false);
            _pending.Clear();
        }
    }

    /// <summary>Ignores all signals from now on.</summary>
    public void Dispose()
    {
        lock (_acting)
        {
            _isOver = true;
        }
    }

    private void Catch(PosixSignal signal, Action act) => Registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        lock (_acting)
        {
            if (!_isOver)
            {
                act();
            }
        }
    }));

    private void HangUp()
    {
        Action? hangUp;
        lock (_lock)
        {
            _hungUp = _hangUp is null;
            hangUp = _hangUp;
        }

        hangUp?.Invoke();
    }

    private void Ignore(string name)
    {
        Action<string>? ignored;
        lock (_lock)
        {
            ignored = _ignored;
            if (ignored is null && !_pending.Contains(name))
            {
                _pending.Add(name);
            }
        }

        ignored?.Invoke(name);
    }
}
