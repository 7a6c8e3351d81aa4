using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Tests.Api.Input;

namespace LinuxPatchApi.Tests.Api.Handlers;

/// <summary>Names in one apply; 5000 names of 1024 characters would make a job too long to be read back from the journal.</summary>
public sealed class ApplyNamesTests
{
    [Fact]
    public void Case37_Total_characters_of_names_are_bounded()
    {
        var half = Names('a', ApplyApi.MaxNameCharacters / 2);
        var patterns = Names('b', ApplyApi.MaxNameCharacters / 2, 256);
        Assert.Null(Refused($$"""{"patches":[{{half}}],"exclude":[{{patterns}}] }"""));
        Assert.Equal("INVALID_REQUEST exclude", Refused($$"""{"patches":[{{half}},"x"],"exclude":[{{patterns}}] }"""));
        Assert.Equal(
            "INVALID_REQUEST options.exclude_packages",
            Refused($$"""{"patches":[{{half}},{{half}}],"options":{"exclude_packages":["x"]} }"""));
        Assert.Equal("INVALID_REQUEST patches", Refused($$"""{"packages":["x"],"patches":[{{half}},{{half}}] }"""));
    }

    private static string? Refused(string json) => Inputs.Text(ApplyApi.Read(Inputs.Body(json), DebFamily.Instance).Failure);

    private static string Names(char letter, int characters, int each = 1024) =>
        string.Join(',', Enumerable.Repeat($"\"{new string(letter, each)}\"", characters / each));
}
