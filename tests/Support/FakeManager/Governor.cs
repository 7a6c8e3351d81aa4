using System.Net;

namespace LinuxPatchApi.FakeManager;

/// <summary>One request in 12 s with a burst of 3 for each client address, over both routes of the enrolment together.</summary>
internal sealed class Governor(TimeProvider time)
{
    private const int Burst = 3;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(12);
    private readonly Dictionary<IPAddress, DateTimeOffset> _paid = [];

    /// <summary>Null when the request may pass; otherwise the seconds to wait.</summary>
    public int? Refuse(IPAddress client)
    {
        var now = time.GetUtcNow();
        var earliest = now - (Period * (Burst - 1));
        var paid = _paid.GetValueOrDefault(client, earliest);
        paid = paid < earliest ? earliest : paid;
        if (paid > now)
        {
            return (int)Math.Ceiling((paid - now).TotalSeconds);
        }
        _paid[client] = paid + Period;
        return null;
    }
}
