using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LinuxPatchApi.Page;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Page;

public sealed partial class PageDocumentTests
{
    /// <summary>Origin: the issue that brought the page; it loads at once over any line.</summary>
    private const int MaxBytes = 40 * 1024;

    private static readonly string Sources = Path.Combine(Repository.Root, "src/LinuxPatchApi/Page/Browser");

    private static string Page => Encoding.UTF8.GetString(PageDocument.Read());

    [Fact]
    public void Page_is_small() => Assert.InRange(PageDocument.Read().Length, MaxBytes / 4, MaxBytes);

    [Fact]
    public void Every_line_of_its_sources_is_in_it()
    {
        var lines = Directory.EnumerateFiles(Sources).Where(f => !f.EndsWith(".awk", StringComparison.Ordinal)).SelectMany(File.ReadLines)
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)
                && !line.StartsWith("{{", StringComparison.Ordinal));
        var served = Page.Split('\n').ToHashSet();
        Assert.DoesNotContain(lines, line => !served.Contains(line));
        Assert.DoesNotContain("{{", Page.Replace("{{ ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Policy_allows_the_one_script_and_the_one_style_by_hash_and_nothing_else()
    {
        Assert.Equal(
            $"default-src 'none'; connect-src 'self'; img-src data:; script-src '{Hash("script")}'; style-src '{Hash("style")}'; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            PageDocument.Served.Policy);
        Assert.Single(Regex.Matches(Page, "<script"));
        Assert.Single(Regex.Matches(Page, "<style"));
    }

    [Fact]
    public void Page_needs_nothing_that_the_policy_refuses()
    {
        var page = Page;
        Assert.DoesNotMatch(InlineCode(), page[..page.IndexOf("<script>", StringComparison.Ordinal)]);
        Assert.DoesNotMatch(Foreign(), page);
        Assert.DoesNotMatch(Parsed(), page);
    }

    [Fact]
    public void Tag_is_that_of_the_content()
    {
        Assert.Equal(PageDocument.Served, PageDocument.Of(PageDocument.Read()));
        Assert.NotEqual(PageDocument.Served.EntityTag, PageDocument.Of([.. PageDocument.Read(), 10]).EntityTag);
    }

    [Fact]
    public void Sources_are_short() => Assert.All(
        Directory.EnumerateFiles(Sources), file => Assert.True(
            File.ReadLines(file).Count() <= 300
                && (file.EndsWith(".html", StringComparison.Ordinal) || File.ReadLines(file).All(line => line.Length <= 140)),
            file));

    private static string Hash(string element)
    {
        var content = Regex.Match(Page, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
        return "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
    }

    /// <summary>Handlers and styles in attributes.</summary>
    [GeneratedRegex("""\s(on[a-z]+|style)=|javascript:""")]
    private static partial Regex InlineCode();

    /// <summary>What would make elements or code out of a text.</summary>
    [GeneratedRegex(
        """innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|(setTimeout|setInterval)\([^a-z(]""")]
    private static partial Regex Parsed();

    /// <summary>Whatever loads from elsewhere; the name of the SVG namespace is no address.</summary>
    [GeneratedRegex("""(src|href|action)="?(https?:)?//|url\(|@import|\bimport\(""")]
    private static partial Regex Foreign();
}
