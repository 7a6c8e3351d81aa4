using System.Text.RegularExpressions;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Tls;

/// <summary>A function of OpenSSL that the table of the static binary lacks would be missed there only.</summary>
public sealed class StaticOpenSslTests
{
    [Fact]
    public void The_table_of_the_static_binary_has_every_function_that_is_looked_up()
    {
        var table = File.ReadAllText(Path.Combine(Repository.Root, "aot/static/openssl-functions.c"));
        var listed = Regex.Matches(table, @"FUNCTION\((\w+)\),").Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);
        var wanted = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .Where(text => text.Contains("OpenSslLibrary.TryGetExport", StringComparison.Ordinal))
            .SelectMany(text => Regex.Matches(text, "\"((?:[A-Z0-9]+|d2i)_\\w+)\""))
            .Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(wanted, listed);
    }
}
