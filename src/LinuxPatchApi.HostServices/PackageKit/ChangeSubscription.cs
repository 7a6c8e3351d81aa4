namespace LinuxPatchApi.HostServices.PackageKit;

/// <summary>Two subscriptions that end together.</summary>
internal sealed class ChangeSubscription(IDisposable signals, IDisposable owner) : IDisposable
{
    public void Dispose()
    {
        signals.Dispose();
        owner.Dispose();
    }
}
