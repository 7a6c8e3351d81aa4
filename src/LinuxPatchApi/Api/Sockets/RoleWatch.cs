using LinuxPatchApi.Access.Roles;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.InForce;

namespace LinuxPatchApi.Api.Sockets;

/// <summary>
/// Ends a stream or WebSocket whose certificate loses the role that opened it: a request is judged once, and a watch may last for days.
/// </summary>
internal sealed class RoleWatch : IDisposable
{
    private readonly ISnapshots _inForce;
    private readonly CertificateNames _names;
    private readonly AccessRole _needed;
    private readonly CancellationTokenSource _lost = new();

    /// <param name="needed">The role of the route.</param>
    public RoleWatch(ISnapshots inForce, CertificateNames names, AccessRole needed)
    {
        (_inForce, _names, _needed) = (inForce, names, needed);
        inForce.Changed += Review;
        Review(inForce.Current); // A change between the request's own judgement and the line above.
    }

    /// <summary>Cancelled once the role is too low; it does not come back.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>The source has no timer, so it needs no disposal; a review under way may still cancel it.</summary>
    public void Dispose() => _inForce.Changed -= Review;

    private void Review(Snapshot now)
    {
        if (RoleDecision.Of(now.Settings.Access, _names) < _needed)
        {
            _ = _lost.CancelAsync(); // Its callbacks write to sockets, which a reload must not wait for.
        }
    }
}
