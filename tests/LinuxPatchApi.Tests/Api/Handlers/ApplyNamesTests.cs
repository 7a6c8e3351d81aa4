using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Tests.Api.Input;

namespace LinuxPatchApi.Tests.Api.Handlers;

/// <summary>What one apply may name; 5000 names of 1024 characters would make a job that its journal cannot read again.</summary>
public sealed class ApplyNamesTests
{
    [Fact]
    public void Case37_Names_have_a_number_of_characters_together()
    {
        var half = Names('a', ApplyApi.MaxNameCharacters / 2);
        var patterns = Names('b', ApplyApi.MaxNameCharacters / 2, 256);
        Assert.Null(Refused($$"""{"patches":[{{half}}],"exclude":[{{patterns}}] }"""));
        Assert.Equal("INVALID_REQUEST exclude", Refused($$"""{"patches":[{{half}},"x"],"exclude":[{{patterns}}] }"""));
        Assert.Equal("INVALID_REQUEST options.exclude_packages", Refused($$"""{"patches":[{{half}},{{half}}],"options":{"exclude_packages":["x"]} }"""));
        Assert.Equal("INVALID_REQUEST patches", Refused($$"""{"packages":["x"],"patches":[{{half}},{{half}}] }"""));
    }

    private static string? Refused(string json) => Inputs.Text(ApplyApi.Read(Inputs.Body(json), DebFamily.Instance).Failure);

    private static string Names(char letter, int characters, int each = 1024) =>
        string.Join(',', Enumerable.Repeat($"\"{new string(letter, each)}\"", characters / each));
}
