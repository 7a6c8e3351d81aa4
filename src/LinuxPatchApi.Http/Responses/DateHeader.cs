using System.Globalization;
using System.Text;

namespace LinuxPatchApi.Http.Responses;

/// <summary>The Date value, formatted at most once per second and only when needed.</summary>
internal sealed class DateHeader(TimeProvider time)
{
    private Entry? _last;

    /// <summary>Returns the current time as IMF-fixdate, RFC 9110 section 5.6.7.</summary>
    public byte[] Current()
    {
        var now = time.GetUtcNow();
        var second = now.ToUnixTimeSeconds();
        var last = Volatile.Read(ref _last);
        if (last is null || last.Second != second)
        {
            last = new Entry(second, Encoding.ASCII.GetBytes(now.ToString("r", CultureInfo.InvariantCulture)));
            Volatile.Write(ref _last, last);
        }
        return last.Text;
    }

    private sealed record Entry(long Second, byte[] Text);
}
