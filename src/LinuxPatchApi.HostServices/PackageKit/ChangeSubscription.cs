namespace LinuxPatchApi.HostServices.PackageKit;

/// <summary>Two subscriptions that are disposed together.</summary>
internal sealed class ChangeSubscription(IDisposable signals, IDisposable owner) : IDisposable
{
    public void Dispose()
    {
        signals.Dispose();
        owner.Dispose();
    }
}
