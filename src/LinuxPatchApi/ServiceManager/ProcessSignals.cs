using System.Runtime.InteropServices;

namespace LinuxPatchApi.ServiceManager;

/// <summary>
/// What signals do to the daemon. Those that ask for an end end it in order, SIGHUP reads the files again, and those whose default would
/// end the process without a decision of anybody are told and ignored. Made before anything else: until then the defaults hold.
/// </summary>
internal sealed class ProcessSignals : IDisposable
{
    /// <summary>signal(7): the same numbers on x86 and ARM. SIGPIPE is not among them: the runtime ignores it before we run.</summary>
    private static readonly (int Number, string Name)[] Strays =
    [
        (10, "SIGUSR1"), (12, "SIGUSR2"), (14, "SIGALRM"), (16, "SIGSTKFLT"), (24, "SIGXCPU"), (25, "SIGXFSZ"),
        (26, "SIGVTALRM"), (27, "SIGPROF"), (29, "SIGIO"), (30, "SIGPWR"),
    ];

    /// <summary>Kept until the process has ended: without them a second SIGTERM on the way out would meet the default and turn a clean end into 143.</summary>
    private static readonly List<PosixSignalRegistration> Registrations = [];

    private readonly Lock _lock = new();
    private readonly Lock _acting = new();
    private readonly List<string> _untold = [];
    private Action? _hangUp;
    private Action<string>? _ignored;
    private bool _hungUp;
    private bool _isOver;

    /// <param name="end">Called at each signal that asks for an end; the second one, while the first is obeyed, must do no harm.</param>
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

    /// <summary>From now on SIGHUP and strays go there, and what came before is made up for.</summary>
    public void Begin(Action hangUp, Action<string> ignored)
    {
        bool hungUp;
        List<string> untold;
        lock (_lock)
        {
            (_hangUp, _ignored) = (hangUp, ignored);
            (hungUp, untold) = (_hungUp, [.. _untold]);
        }

        untold.ForEach(ignored);
        if (hungUp)
        {
            hangUp();
        }
    }

    /// <summary>From now on signals do nothing.</summary>
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
            if (ignored is null && !_untold.Contains(name))
            {
                _untold.Add(name);
            }
        }

        ignored?.Invoke(name);
    }
}
