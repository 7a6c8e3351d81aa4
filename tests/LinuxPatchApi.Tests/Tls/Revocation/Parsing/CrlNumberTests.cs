using System.Numerics;
using CsCheck;
using LinuxPatchApi.Tls.Revocation;
using LinuxPatchApi.Tls.Revocation.Parsing;

namespace LinuxPatchApi.Tests.Tls.Revocation.Parsing;

public sealed class CrlNumberTests
{
    [Fact]
    public void Numbers_compare_as_the_integers_they_are() =>
        Gen.Select(Gen.Byte.Array[0, 22], Gen.Byte.Array[0, 22]).Sample((left, right) => Assert.Equal(
            Math.Sign(new BigInteger(left, isUnsigned: true, isBigEndian: true).CompareTo(new BigInteger(right, isUnsigned: true, isBigEndian: true))),
            Math.Sign(CrlNumber.Compare(new CrlNumber(left), new CrlNumber(right)))), iter: 2000);

    [Fact]
    public void Text_is_decimal_as_long_as_a_person_can_read_it()
    {
        Gen.ULong.Sample(number => Assert.Equal(
            number.ToString(System.Globalization.CultureInfo.InvariantCulture), CrlNumber.Of(number).ToString()), iter: 500);
        Assert.Equal("0", new CrlNumber([0, 0]).ToString());
        Assert.Equal("0x010000000000000000", new CrlNumber([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]).ToString());
    }
}
