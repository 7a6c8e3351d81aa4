using System.Text;
using LinuxPatchApi.Http.Responses;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Responses;

public sealed class DateHeaderTests
{
    [Fact]
    public void Value_is_an_imf_fixdate_made_once_a_second()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(1994, 11, 6, 8, 49, 37, 100, TimeSpan.Zero));
        var date = new DateHeader(time);
        var first = date.Current();
        Assert.Equal("Sun, 06 Nov 1994 08:49:37 GMT", Encoding.ASCII.GetString(first));
        time.Advance(TimeSpan.FromMilliseconds(899));
        Assert.Same(first, date.Current());
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("Sun, 06 Nov 1994 08:49:38 GMT", Encoding.ASCII.GetString(date.Current()));
    }
}
