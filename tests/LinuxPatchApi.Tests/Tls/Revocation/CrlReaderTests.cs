using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;
using LinuxPatchApi.Tls.Revocation.Parsing;

namespace LinuxPatchApi.Tests.Tls.Revocation;

/// <summary>Every field of a list, valid and invalid; the signature is always good, so only the field decides.</summary>
public sealed class CrlReaderTests : IDisposable
{
    private readonly CrlForge _forge = new();

    public void Dispose() => _forge.Dispose();

    [Fact]
    public void Good_list_says_what_it_says()
    {
        _forge.Entries.Add(([0x12, 0x34], [("2.5.29.21", false, Reason(1)), ("2.5.29.24", true, Time())]));
        var list = Accept();
        Assert.Equal("7", list.Number!.ToString());
        Assert.Equal((CrlForge.Now, CrlForge.Now.AddDays(7)), (list.ThisUpdate, list.NextUpdate));
        Assert.True(list.Serials.Contains([0x12, 0x34]));
        Assert.True(list.Serials.Contains([0, 0x12, 0x34]));
        Assert.False(list.Serials.Contains([0x12, 0x35]));
        Assert.Equal(1, list.Serials.Count);
    }

    [Theory]
    [InlineData("0102030405060708090a0b0c0d0e0f1011121314")]
    [InlineData("00ffeeddccbbaa99887766554433221100")]
    [InlineData("00")]
    [InlineData("7f")]
    [InlineData("0080")]
    public void Serial_numbers_of_all_lengths_and_signs_are_found(string serial)
    {
        var bytes = Convert.FromHexString(serial);
        _forge.Entries.Add((bytes, []));
        var serials = Accept().Serials;
        Assert.True(serials.Contains(bytes));
        Assert.True(serials.Contains(bytes.AsSpan().TrimStart((byte)0)));
    }

    [Fact]
    public void Many_entries_and_repeated_ones_are_each_found_once()
    {
        for (var i = 0; i < 5000; i++)
        {
            _forge.Entries.Add((CrlForge.Integer(i * 7)[2..], []));
            _forge.Entries.Add((CrlForge.Integer(i * 7)[2..], []));
        }
        var serials = Accept().Serials;
        Assert.Equal(5000, serials.Count);
        Assert.All(Enumerable.Range(0, 5000), i => Assert.True(serials.Contains(CrlForge.Integer(i * 7)[2..])));
        Assert.All(Enumerable.Range(0, 5000), i => Assert.False(serials.Contains(CrlForge.Integer((i * 7) + 1)[2..])));
    }

    [Fact]
    public void Version_1_and_missing_number_and_next_update_are_old_but_good()
    {
        _forge.Version = _ => { };
        _forge.NextUpdate = _ => { };
        _forge.Extensions.Clear();
        var list = Accept();
        Assert.Null(list.Number);
        Assert.Null(list.NextUpdate);
    }

    [Fact]
    public void Four_digit_years_are_read() =>
        Assert.Equal(2061, With(forge => forge.NextUpdate = writer => writer.WriteGeneralizedTime(
            new DateTimeOffset(2061, 1, 1, 0, 0, 0, TimeSpan.Zero), omitFractionalSeconds: true)).NextUpdate!.Value.Year);

    [Theory]
    [InlineData(UniversalTagNumber.UTF8String, "Forge")]
    [InlineData(UniversalTagNumber.PrintableString, "Forge")]
    [InlineData(UniversalTagNumber.UTF8String, "FORGE")]
    public void Name_in_another_encoding_is_the_same_name(UniversalTagNumber type, string name)
    {
        _forge.Issuer = CrlForge.Encode(writer =>
        {
            using (writer.PushSequence())
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("2.5.4.3");
                writer.WriteCharacterString(type, name);
            }
        });
        Assert.Equal(_forge.Authority.SubjectName.RawData, Accept().Issuer.ToArray());
    }

    [Fact]
    public void Authority_with_a_new_key_and_the_old_name_is_found_among_both()
    {
        using var former = new CrlForge();
        Assert.NotNull(CrlReader.Read(_forge.Make(), [former.Authority, _forge.Authority]).List);
        Assert.NotNull(CrlReader.Read(former.Make(), [former.Authority, _forge.Authority]).List);
        Assert.Null(CrlReader.Read(former.Make(), [_forge.Authority]).List);
    }

    [Fact]
    public void Authority_that_may_not_sign_lists_is_refused()
    {
        using var forge = new CrlForge(usage: X509KeyUsageFlags.KeyCertSign);
        Assert.Contains("may not sign", CrlReader.Read(forge.Make(), forge.Authorities).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_for_where_the_list_is_published_is_kept() => Assert.Single(With(forge => forge.Extensions.Add(
        ("2.5.29.28", true, CrlForge.Encode(writer => CrlForge.Place(writer, "http://a.example.org/1.crl"))))).Place.Names);

    public static TheoryData<string, string> Wrongs => new()
    {
        { "version 3", "version is not 2" },
        { "version 1 with extensions", "damaged" },
        { "algorithms differ", "algorithms differ" },
        { "unknown algorithm", "not accepted" },
        { "other issuer", "not in the CA file" },
        { "no issuer", "not in the CA file" },
        { "no this update", "damaged" },
        { "bad this update", "damaged" },
        { "negative number", "negative or too long" },
        { "long number", "negative or too long" },
        { "number of another type", "damaged" },
        { "trailing number", "damaged" },
        { "number twice", "twice" },
        { "unknown critical", "1.2.3.4" },
        { "delta", "delta list" },
        { "delta not critical", "delta list" },
        { "only user certificates", "partial or indirect" },
        { "indirect", "partial or indirect" },
        { "entry of another issuer", "indirect list" },
        { "entry of another issuer not critical", "indirect list" },
        { "entry unknown critical", "1.2.3.4" },
        { "entry extension twice", "twice" },
        { "entry taken back", "only a delta list" },
        { "entry with two byte reason", "does not exist" },
        { "long serial", "more than 64 bytes" },
        { "entry extensions in version 1", "damaged" },
        { "trailing inside", "damaged" },
        { "trailing outside", "damaged" },
        { "indefinite length", "damaged" },
        { "empty", "damaged" },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void List_with_one_wrong_part_is_refused_with_its_reason(string wrong, string expected)
    {
        Spoil(wrong);
        var der = wrong switch
        {
            "trailing outside" => [.. _forge.Make(), 5, 0],
            "indefinite length" => [0x30, 0x80, .. _forge.Make(), 0, 0],
            "empty" => [],
            _ => _forge.Make(),
        };
        (var list, var failure) = CrlReader.Read(der, _forge.Authorities);
        Assert.Null(list);
        Assert.Contains(expected, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_are_bounded()
    {
        for (var i = 0; i < CrlLimits.MaxEntries; i++)
        {
            _forge.Entries.Add(([1], []));
        }
        Accept();
        _forge.Entries.Add(([2], []));
        Assert.Contains("more than 250000 entries", CrlReader.Read(_forge.Make(), _forge.Authorities).Failure, StringComparison.Ordinal);
    }

    /// <summary>Changes each byte of a list that uses every feature: the reader always answers, and refuses.</summary>
    [Fact]
    public void List_with_any_byte_changed_in_any_way_or_cut_anywhere_is_refused_without_an_exception()
    {
        _forge.Entries.Add(([0x12, 0x34], [("2.5.29.21", false, Reason(1))]));
        var der = _forge.Make();
        Accept();
        for (var i = 0; i < der.Length; i++)
        {
            byte[] changed = [.. der];
            foreach (var flip in new byte[] { 0x01, 0x20, 0x80, 0xFF, 0x7F })
            {
                changed[i] = (byte)(der[i] ^ flip);
                Assert.Null(CrlReader.Read(changed, _forge.Authorities).List);
            }
            changed[i] = 0;
            Assert.True(der[i] == 0 || CrlReader.Read(changed, _forge.Authorities).List is null);
            Assert.Null(CrlReader.Read(der[..i], _forge.Authorities).List);
        }
    }

    private void Spoil(string wrong)
    {
        switch (wrong)
        {
            case "version 3": _forge.Version = writer => writer.WriteInteger(2); break;
            case "version 1 with extensions": _forge.Version = _ => { }; break;
            case "algorithms differ": _forge.Outer = "1.2.840.10045.4.3.3"; break;
            case "unknown algorithm": _forge.Inner = _forge.Outer = "1.2.840.10045.4.1"; break;
            case "other issuer": _forge.Issuer = new X500DistinguishedName("CN=Forge 2").RawData; break;
            case "no issuer": _forge.Issuer = [0x30, 0]; break;
            case "no this update": _forge.ThisUpdate = _forge.NextUpdate = _ => { }; break;
            case "bad this update":
                _forge.ThisUpdate = writer => writer.WriteEncodedValue([0x17, 13, .. "261301120000Z"u8]);
                break;
            case "negative number": Number(CrlForge.Integer(-1)); break;
            case "long number": Number([2, 22, 1, .. new byte[21]]); break;
            case "number of another type": Number([4, 1, 1]); break;
            case "trailing number": Number([2, 1, 1, 5, 0]); break;
            case "number twice": _forge.Extensions.Add(_forge.Extensions[0]); break;
            case "unknown critical": _forge.Extensions.Add(("1.2.3.4", true, [5, 0])); break;
            case "delta": _forge.Extensions.Add(("2.5.29.27", true, CrlForge.Integer(1))); break;
            case "delta not critical": _forge.Extensions.Add(("2.5.29.27", false, CrlForge.Integer(1))); break;
            case "only user certificates":
                _forge.Extensions.Add(
                    ("2.5.29.28", true, Scope(writer => writer.WriteBoolean(true, new Asn1Tag(TagClass.ContextSpecific, 1)))));
                break;
            case "indirect":
                _forge.Extensions.Add(
                    ("2.5.29.28", false, Scope(writer => writer.WriteBoolean(true, new Asn1Tag(TagClass.ContextSpecific, 4)))));
                break;
            case "trailing inside": _forge.Trailing = [5, 0]; break;
            default: SpoilEntry(wrong); break;
        }
    }

    private void SpoilEntry(string wrong) => _forge.Entries.Add(wrong switch
    {
        "entry of another issuer" => ([1], [("2.5.29.29", true, [0x30, 0])]),
        "entry of another issuer not critical" => ([1], [("2.5.29.29", false, [0x30, 0])]),
        "entry unknown critical" => ([1], [("1.2.3.4", true, [5, 0])]),
        "entry extension twice" => ([1], [("2.5.29.21", false, Reason(1)), ("2.5.29.21", false, Reason(1))]),
        "entry taken back" => ([1], [("2.5.29.21", false, Reason(8))]),
        "entry with two byte reason" => ([1], [("2.5.29.21", false, [10, 2, 1, 1])]),
        "long serial" => ([1, .. new byte[64]], []),
        "entry extensions in version 1" => WithoutVersion(),
        _ => ([1], []),
    });

    private (byte[] Serial, (string, bool, byte[])[] Extensions) WithoutVersion()
    {
        _forge.Version = _ => { };
        _forge.Extensions.Clear();
        return ([1], [("2.5.29.21", false, Reason(1))]);
    }

    private void Number(byte[] value) => _forge.Extensions[0] = ("2.5.29.20", false, value);

    private static byte[] Reason(byte code) => [10, 1, code];

    private static byte[] Time() => CrlForge.Encode(writer => writer.WriteGeneralizedTime(CrlForge.Now, omitFractionalSeconds: true));

    private static byte[] Scope(Action<AsnWriter> member) => CrlForge.Encode(writer =>
    {
        using (writer.PushSequence())
        {
            member(writer);
        }
    });

    private IssuerRevocations With(Action<CrlForge> change)
    {
        change(_forge);
        return Accept();
    }

    private IssuerRevocations Accept()
    {
        (var list, var failure) = CrlReader.Read(_forge.Make(), _forge.Authorities);
        Assert.Null(failure);
        return list!;
    }
}
