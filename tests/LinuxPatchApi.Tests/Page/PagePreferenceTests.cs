using LinuxPatchApi.Page;

namespace LinuxPatchApi.Tests.Page;

public sealed class PagePreferenceTests
{
    [Theory]
    // Firefox, Chromium, Safari
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,image/png,image/svg+xml,*/*;q=0.8", true)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7", true)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true)]
    // text browsers
    [InlineData("text/html, text/*;q=0.5, image/*", true)]
    [InlineData("text/*;q=0.3, text/html;q=0.7, application/json;q=0.6", true)]
    [InlineData("TEXT/HTML", true)]
    [InlineData("text/html;level=1;q=0.5, application/json;q=0.4", true)]
    [InlineData("text/*", true)]
    // programs
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("*/*", false)]
    [InlineData("application/json", false)]
    [InlineData("application/json, text/plain, */*", false)]
    [InlineData("application/json, text/html;q=0.9", false)]
    [InlineData("application/*, text/html;q=0.9", false)]
    [InlineData("text/html, application/json", false)]
    [InlineData("text/html;q=0, */*", false)]
    [InlineData("text/html;q=x", false)]
    [InlineData("text/html;q=-1", false)]
    [InlineData("text/html;q=", false)]
    [InlineData("text/html;q=0.0004", false)]
    [InlineData("text/html;q=0.002, */*;q=0.002", false)]
    [InlineData("text/html;q=0.51, application/json;q=0.501", true)]
    [InlineData("text/html;q=1.000, application/json;q=0.999", true)]
    [InlineData("text/html5", false)]
    [InlineData("x/text/html", false)]
    [InlineData(", ;q=1,,", false)]
    public void Page_is_for_whoever_prefers_it_to_json(string? accept, bool isPage) =>
        Assert.Equal(isPage, PagePreference.IsPage(accept));
}
