using LinuxPatchApi.OpenPgp;
using LinuxPatchApi.Packages.Repositories.Fleet;
using LinuxPatchApi.Tests.OpenPgp;

namespace LinuxPatchApi.Tests.Packages.Repositories.Fleet;

public sealed class OpenPgpFleetKeyTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Managers_key_with_an_unusable_one_beside_it_is_refused(bool isFirst)
    {
        var good = new MadeKey(1).Bytes();
        Assert.Null(Read(good).Problem);
        var expired = new MadeKey(2) { Life = 60 };
        byte[] both = isFirst ? [.. expired.Bytes(), .. good] : [.. good, .. expired.Bytes()];
        Assert.Equal((null, $"the key {expired.Fingerprint} has a signature of its own that expired at 2020-01-02T00:01:00Z"), Read(both));
        Assert.Equal((null, "a key in it is of version 3, which is not read"),
            Read([.. good, .. new MadeKey(2) { Version = 3 }.Bytes()]));
    }

    [Fact]
    public void Managers_key_has_no_more_keys_than_are_allowed()
    {
        Assert.Null(Read(Keys(OpenPgpFleetKey.MostKeys)).Problem);
        Assert.Equal("it has 5 keys, more than 4", Read(Keys(OpenPgpFleetKey.MostKeys + 1)).Problem);
    }

    private static byte[] Keys(int count) => [.. Enumerable.Range(0, count).SelectMany(i => new MadeKey(i).Bytes())];

    private static (FleetKey? Key, string? Problem) Read(byte[] keys) =>
        OpenPgpFleetKey.Read(Armor.Write(keys, Armor.PublicKey), armoured: false, Now);
}
