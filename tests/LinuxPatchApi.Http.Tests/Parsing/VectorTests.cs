using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Parsing;

public sealed class VectorTests
{
    public static TheoryData<string> Names => [.. RequestVector.All.Select(vector => vector.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public void Verdict_is_as_expected_and_does_not_depend_on_how_bytes_arrive(string name)
    {
        var vector = RequestVector.All.Single(candidate => candidate.ToString() == name);
        Assert.Equal(vector.Expected, PureReader.Read(null, vector.Bytes));
        for (var cut = 1; cut < vector.Bytes.Length; cut++)
        {
            Assert.Equal(vector.Expected, PureReader.Read(null, vector.Bytes[..cut], vector.Bytes[cut..]));
        }
        Assert.Equal(vector.Expected, PureReader.Read(null, [.. vector.Bytes.Select(single => new[] { single })]));
    }

    [Fact]
    public void Vectors_are_found_and_have_different_names()
    {
        Assert.True(RequestVector.All.Count >= 200);
        Assert.Equal(RequestVector.All.Count, RequestVector.All.Select(vector => vector.ToString()).Distinct().Count());
        Assert.All(RequestVector.All, vector => Assert.NotEmpty(vector.Expected));
    }
}
