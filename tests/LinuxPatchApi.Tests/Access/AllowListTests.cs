using System.Net;
using CsCheck;
using LinuxPatchApi.Access;

namespace LinuxPatchApi.Tests.Access;

public sealed class AllowListTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.0.0.7/8", "10.1.2.3", true)]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.200", true)]
    [InlineData("::ffff:192.0.2.0/120", "192.0.3.0", false)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "203.0.113.9", false)]
    [InlineData("::/0", "::ffff:203.0.113.9", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8::/32", "2001:db9::", false)]
    [InlineData("fe80::1%eth0", "fe80::1%7", true)]
    [InlineData("fe80::/10", "fe80::1234%3", true)]
    public void Matches_addresses_and_networks(string entry, string address, bool expected)
    {
        Assert.True(AddressRange.TryParse(entry, out var range, out _));

        Assert.Equal(expected, new AllowList([range]).Allows(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("10.1")]
    [InlineData("1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("10.0.0.1.")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("::/129")]
    [InlineData("[::1]")]
    [InlineData("[::1]:443")]
    [InlineData(" 10.0.0.1")]
    [InlineData("")]
    public void Refuses_what_only_looks_like_an_address(string text) => Assert.False(AddressRange.TryParse(text, out _, out _));

    [Fact]
    public void Network_arithmetic_agrees_with_comparing_bit_by_bit()
    {
        var addresses = Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16]);
        (from network in addresses
         from bits in Gen.Int[0, network.Length * 8]
         from probe in Gen.OneOf(Gen.Byte.Array[network.Length], FlipOneBit(network))
         select (network, bits, probe)).Sample(t =>
         {
             var network = new IPAddress(t.network);
             var probe = new IPAddress(t.probe);
             if (network.IsIPv4MappedToIPv6 || probe.IsIPv4MappedToIPv6)
             {
                 return true;
             }
             Assert.True(AddressRange.TryParse($"{network}/{t.bits}", out var range, out var hasHostBits));
             var isInside = Enumerable.Range(0, t.bits).All(bit => Bit(t.network, bit) == Bit(t.probe, bit));
             var anyBehind = Enumerable.Range(t.bits, (t.network.Length * 8) - t.bits).Any(bit => Bit(t.network, bit));
             return new AllowList([range]).Allows(probe) == isInside && hasHostBits == anyBehind;
         });
    }

    [Fact]
    public void List_of_many_networks_agrees_with_checking_each_one()
    {
        Gen<(uint Network, int Bits)> networks = Gen.Select(Gen.UInt, Gen.Int[4, 32]);
        Gen.Select(networks.Array[0, 20], Gen.UInt.Array[20]).Sample((entries, probes) =>
        {
            List<AddressRange> ranges = [.. entries.Select(entry => Range(entry.Network, entry.Bits))];
            var list = new AllowList(ranges);
            var edges = ranges.SelectMany(
                range => (uint[])[(uint)range.First, (uint)range.Last, (uint)range.First - 1, (uint)range.Last + 1]);
            return probes.Concat(edges).All(probe =>
                list.Allows(Ipv4(probe)) == ranges.Exists(range => probe >= range.First && probe <= range.Last));
        });
    }

    [Fact]
    public void Lookup_allocates_nothing()
    {
        var list = new AllowList([Range(0x0A000000, 8), AddressRange.Single(IPAddress.Parse("2001:db8::1"))]);
        IPAddress[] peers = [IPAddress.Parse("10.1.1.1"), IPAddress.Parse("2001:db8::1"), IPAddress.Parse("::ffff:10.1.1.1")];
        Assert.All(peers, peer => Assert.True(list.Allows(peer)));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            list.Allows(peers[i % peers.Length]);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Nobody_allows_no_address()
    {
        Assert.True(AllowList.Nobody.IsEmpty);
        Assert.False(AllowList.Nobody.Allows(IPAddress.Loopback));
        Assert.False(AllowList.Nobody.Allows(IPAddress.IPv6Loopback));
    }

    private static Gen<byte[]> FlipOneBit(byte[] network) => Gen.Int[0, (network.Length * 8) - 1].Select(bit =>
    {
        byte[] flipped = [.. network];
        flipped[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        return flipped;
    });

    private static bool Bit(byte[] bytes, int bit) => (bytes[bit / 8] & (0x80 >> (bit % 8))) != 0;

    private static AddressRange Range(uint network, int bits)
    {
        Assert.True(AddressRange.TryParse($"{Ipv4(network)}/{bits}", out var range, out _));
        return range;
    }

    private static IPAddress Ipv4(uint value) => new([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
}
