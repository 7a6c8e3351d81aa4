using LinuxPatchApi.Http.Messages;

namespace LinuxPatchApi.Http.Tests.Messages;

public sealed class RequestIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void Is_a_uuid_of_version_7_that_begins_with_the_milliseconds()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var id = RequestId.New(Now, new Random(seed));
            Assert.Equal((7, Now.ToUnixTimeMilliseconds().ToString("x12")), (id.Version, id.ToString("N")[..12]));
            Assert.Contains(id.ToString("N")[16], "89ab");
        }
    }

    [Fact]
    public void Uses_all_bits_that_are_left_to_chance()
    {
        var (ones, zeros) = (new byte[16], new byte[16]);
        Array.Fill(zeros, (byte)0xFF);
        for (var i = 0; i < 1000; i++)
        {
            var bytes = RequestId.New(Now, Random.Shared).ToByteArray(bigEndian: true);
            for (var at = 0; at < bytes.Length; at++)
            {
                ones[at] |= bytes[at];
                zeros[at] &= bytes[at];
            }
        }
        Assert.Equal(74, Enumerable.Range(0, 16).Sum(at => int.PopCount(ones[at] & ~zeros[at])));
    }

    [Fact]
    public void Sorts_by_time()
    {
        var earlier = RequestId.New(Now, Random.Shared);
        var later = RequestId.New(Now.AddMilliseconds(1), Random.Shared);
        Assert.True(string.CompareOrdinal(earlier.ToString(), later.ToString()) < 0);
    }
}
