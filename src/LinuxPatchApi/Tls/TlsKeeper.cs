using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Tls;

/// <summary>Holds the certificates in force. Reading is free of locks; <see cref="Reload"/> is called by one loop.</summary>
internal sealed class TlsKeeper(TimeProvider clock)
{
    private volatile TlsReloadDecision _last = new(null, ["certificates: not read yet"]);

    /// <summary>Null until certificates were good once.</summary>
    public TlsMaterial? Current => _last.InForce;

    /// <summary>Another object after each reload.</summary>
    public object Revision => _last;

    /// <summary>For health's degraded_reasons, revocation list included; empty when all is well.</summary>
    public IReadOnlyList<string> DegradedReasons =>
        _last.InForce?.Crl.DegradedReasonAt(clock.GetUtcNow()) is { } crl ? [.. _last.Reasons, crl] : _last.Reasons;

    /// <summary>
    /// Reads all files again and takes over what is good. Also worth a call once a day: validity passes without a file changing.
    /// </summary>
    public TlsLoadResult Reload(TlsSettings settings)
    {
        TlsLoadResult candidate = TlsLoader.Load(settings, clock.GetUtcNow());
        _last = TlsReload.Decide(_last.InForce, candidate);
        return candidate;
    }
}
