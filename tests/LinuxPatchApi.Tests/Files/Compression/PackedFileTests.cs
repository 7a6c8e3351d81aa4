using System.Text;
using LinuxPatchApi.Files.Compression;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Files.Compression;

/// <summary>Files that the named programs made, unpacked by this host's own libraries.</summary>
public sealed class PackedFileTests : IDisposable
{
    private const string Plain =
        "Package: web\nVersion: 2.0-1\nArchitecture: amd64\nDescription: web server web server web server web server\n\n"
        + "Package: other\nVersion: 1:1.0\nArchitecture: all\nDescription: web server web server\n";

    private static readonly Dictionary<string, string> Made = new()
    {
        // zstd -19
        ["p.zst"] =
            "KLUv/QRo9QIAEoUSGHCtDsAuZeEgPpNNtr4rgcWKJPP4n30YAQqhSotX382o2of6cpv4pvO6yRcqDAnDlt/PbJ/PtSZ0ASoFy018sn8o8mj5Cl"
            + "saMwIGAFwSA9JvbN2GArsMs1dQUDg2NuQ=",
        // zstd twice, one frame behind the other
        ["two.zst"] =
            "KLUv/QRYZQIAJARQYWNrYWdlOiB3ZWIKVmVyc2lvbjogMi4wLTEKQXJjaGl0ZWN0dXJlOiBhbWQ2NApEZXNjcmlwdHdlYiBzZXJ2ZXICAC6JUF"
            + "0KCp+4PBgotS/9BFhtAgCCxA8WkMU5BGXgtw12SyNlI7oS6Wy0283KM7ukKzNxSh1MH7DqTUg/nBCYNJjKSuw27ka7MI2cRE9xd7eb4eEA3i0D"
            + "AFdwYMICglplBm8LtPU=",
        // xz
        ["p.xz"] =
            "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AC8AF1dACgYSGbb2jCF/hbzQSLwXSE/D+6aaaPOSsxtcp5XlUI8B/InQBhBavZQdlIu8AF6L6el3d"
            + "PCtjYNlqlcRBYGVY1Y+EuRBFpY5vlNB1zPZel/+fZc2d7gB78+hA7KAAAAAADwtUcMqGRFyAABeb0BAAAAFCOTv7HEZ/sCAAAAAARZWg==",
        // xz --format=lzma
        ["p.lzma"] =
            "XQAAgAD//////////wAoGEhm29owhf4W80Ei8F0hPw/ummmjzkrMbXKeV5VCPAfyJ0AYQWr2UHZSLvABei+npd3TwrY2DZapXEQWBlWNWPhLkQ"
            + "RaWOb5TQdcz2Xpf/n2XNne4Ae/PtJYLb//0SKAAA==",
        // gzip
        ["p.gz"] =
            "H4sIAAAAAAAAAwtITM5OTE+1UihPTeIKSy0qzszPs1Iw0jPQNeRyLErOyCxJTS4pLQIqSMxNMTPhckktTi7KLCgBKwPqUShOLSpLLSLI5OIKgN"
            + "mUX5IB5MPtMrQy1DNAtysnhwibuACKRRghvQAAAA==",
        // zck
        ["p.zck"] =
            "AFpDSzGBy9IrrKnQKTmoKVevfQd1QUE+0oPrOJ3Zbq4KMER1rQJxWOsDSmWhIYHm3u9BZ+zHRq4194d4q46VM3YbdyXL+5iAgqeDggAAAAAAAA"
            + "AAAAAAAAAAAACAgI/McRNOONa234fhD/s6Y+XoPYGAKLUv/SC9/QIAEsUSGYCpbYiyg6XHEeQJCbeDZxjFtqynakcYew+nlCknDz81u+Mz+A0X"
            + "21Ysa7vgEoAhgTDPi9b3JuXAncMUBHOxbXzCFd7A/AEhFA0CBgBcEgPSb2zdhgK7DLNXUFA=",
        // zck --dict
        ["dictionary.zck"] =
            "AFpDSzGByyM+6X1959vS4cqy6j6nBbtyuYeHoSBSknryNsStxJbjaWbyavvJxtWW3vBcBYeH8cxiHxUM+TIXdpmhqAdEfnCAgqeDggqtlVD5kn"
            + "79GcS4Qn1sQnDAt97ouHL8kM7n7LmdZE0YI0/IPYGAKLUv/SA3uQEARGVzY3JpcHRpb246IHdlYiBzZXJ2ZXIgUGFja2FnZTogQXJjaGl0ZWN0"
            + "dXJlOiBWZXJzaW9uOii1L/0gvf0BAFQCUHdlYgpWZXJzMi4wLTEKYW1kNjQKRAoKb3RoZXIxOjEuMGxsCgkAXBID0m9s3YYCXXhQQ22qyjIEwY"
            + "JQbA==",
        // zck --compression-format=none
        ["plain.zck"] =
            "AFpDSzGBzPz/5WvUWwx7nHLAq55Hbuwzuzwq6KD13ea27w0ppj5oCL+/IKHa1AJpfFV5pe41TZgrRLWZrpXc9KOS35yupLWAgKiDggAAAAAAAA"
            + "AAAAAAAAAAAACAgFcbu+6NGjsO6B+4cOUEwvI9gT2BgFBhY2thZ2U6IHdlYgpWZXJzaW9uOiAyLjAtMQpBcmNoaXRlY3R1cmU6IGFtZDY0CkRl"
            + "c2NyaXB0aW9uOiB3ZWIgc2VydmVyIHdlYiBzZXJ2ZXIgd2ViIHNlcnZlciB3ZWIgc2VydmVyCgpQYWNrYWdlOiBvdGhlcgpWZXJzaW9uOiAxOj"
            + "EuMApBcmNoaXRlY3R1cmU6IGFsbApEZXNjcmlwdGlvbjogd2ViIHNlcnZlciB3ZWIgc2VydmVyCg==",
        // zck --uncompressed
        ["sums.zck"] =
            "AFpDSzGBLIGse1Qxq4PeL/hD3qH3/4WrrG5y45TmSxMjEAimVK/2swAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAhIIHgYGCAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAICAWOsDSmWhIYHm3u9BZ+zHRq4194d4"
            + "q46VM3YbdyXL+5gIv78godrUAml8VXml7jVNmCtEtZmuldz0o5LfnK6kteg9gYAotS/9IL39AgASxRIZgKltiLKDpccR5AkJt4NnGMW2rKdqRx"
            + "h7D6eUKScPPzW74zP4DRfbVixru+ASgCGBMM+L1vcm5cCdwxQEc7FtfMIV3sD8ASEUDQIGAFwSA9JvbN2GArsMs1dQUA==",
    };

    /// <summary>By <c>zstd --long=24</c> and 25, and by <c>xz --lzma2=dict=</c> with 16 and 32 MiB.</summary>
    private static readonly Dictionary<string, string> AtLimits = new()
    {
        ["at.zst"] =
            "KLUv/QRwDQMAYoUTGXBL24gy+rVU2GeqzPkXR8EgqBvw1f95lwW3liknD181u+M3+A3TE0yEbS+WtZ1wAcFBgTDPjNb3KuXBncMUACbCt"
            + "vENl55gHoESigoBBQDaQGJA+o2t21Dg4bGcATg2NuQ=",
        ["above.zst"] =
            "KLUv/QR4DQMAYoUTGXBL24gy+rVU2GeqzPkXR8EgqBvw1f95lwW3liknD181u+M3+A3TE0yEbS+WtZ1wAcFBgTDPjNb3KuXBncMUACbCt"
            + "vENl55gHoESigoBBQDaQGJA+o2t21Dg4bGcATg2NuQ=",
        ["at.xz"] =
            "/Td6WFoAAATm1rRGAgAhARgAAABHWDpD4AC8AF1dACgYSGbb2jCF/hbzQSLwXSE/D+6aaaPOSsxtcp5XlUI8B/InQBhBavZQdlIu8AF6L"
            + "6el3dPCtjYNlqlcRBYGVY1Y+EuRBFpY5vlNB1zPZel/+fZc2d7gB78+hA7KAAAAAADwtUcMqGRFyAABeb0BAAAAFCOTv7HEZ/sCAAAAAA"
            + "RZWg==",
        ["above.xz"] =
            "/Td6WFoAAATm1rRGAgAhARoAAADMkDPp4AC8AF1dACgYSGbb2jCF/hbzQSLwXSE/D+6aaaPOSsxtcp5XlUI8B/InQBhBavZQdlIu8AF6L"
            + "6el3dPCtjYNlqlcRBYGVY1Y+EuRBFpY5vlNB1zPZel/+fZc2d7gB78+hA7KAAAAAADwtUcMqGRFyAABeb0BAAAAFCOTv7HEZ/sCAAAAAA"
            + "RZWg==",
    };

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Names => [.. Made.Keys];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Content_is_that_which_was_packed(string name) => Assert.Equal(Plain, Read(name, Convert.FromBase64String(Made[name])));

    [Theory]
    [MemberData(nameof(Names))]
    public void Content_of_any_size_is_read_in_pieces_of_any_size(string name)
    {
        File.WriteAllBytes(_directory.File(name), Convert.FromBase64String(Made[name]));
        using var stream = PackedFile.Open(_directory.File(name));
        var all = new List<byte>();
        for (var piece = new byte[7]; stream.Read(piece) is var read and > 0;)
        {
            all.AddRange(piece[..read]);
        }

        Assert.Equal(Plain, Encoding.UTF8.GetString([.. all]));
    }

    /// <summary>What was read of it would pass for all there is.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_that_breaks_off_is_invalid(string name)
    {
        var whole = Convert.FromBase64String(Made[name]);
        for (var length = 0; length < whole.Length; length++)
        {
            // Between two frames, a cut cannot be seen.
            Assert.True(
                Try(name, whole[..length]) is not { } text || (name == "two.zst" && text == Plain[..90]), $"{name} at {length} bytes");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_changed_byte_makes_a_file_invalid_or_changes_its_content_and_nothing_else(string name)
    {
        var whole = Convert.FromBase64String(Made[name]);
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var bit in (byte[])[1, 0x80, 0xff])
            {
                var changed = (byte[])whole.Clone();
                changed[at] ^= bit;
                Try(name, changed);
            }
        }
    }

    [Theory]
    [InlineData("at.zst", true)]
    [InlineData("above.zst", false)]
    [InlineData("at.xz", true)]
    [InlineData("above.xz", false)]
    public void A_file_that_needs_too_much_memory_is_refused(string name, bool isRead)
    {
        var packed = Convert.FromBase64String(AtLimits[name]);
        if (isRead)
        {
            Assert.Equal(Plain, Read(name, packed));
        }
        else
        {
            Assert.Contains("memory", Assert.Throws<InvalidDataException>(() => Read(name, packed)).Message);
        }
    }

    [Theory]
    [InlineData("x", null)]
    [InlineData("x.xml", null)]
    [InlineData("x.zst", null)]
    [InlineData("x.bz2", "is compressed as .bz2, which the agent does not read")]
    public void What_cannot_be_read_is_told_by_its_name(string name, string? reason) => Assert.Equal(reason, PackedFile.WhyNot(name));

    /// <summary>Returns null where the file is invalid.</summary>
    private string? Try(string name, byte[] packed)
    {
        try
        {
            return Read(name, packed);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private string Read(string name, byte[] packed)
    {
        File.WriteAllBytes(_directory.File(name), packed);
        using var reader = new StreamReader(PackedFile.Open(_directory.File(name)), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
