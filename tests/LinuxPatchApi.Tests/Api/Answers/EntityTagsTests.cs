using LinuxPatchApi.Api.Answers;

namespace LinuxPatchApi.Tests.Api.Answers;

public sealed class EntityTagsTests
{
    private static readonly DateTimeOffset Refreshed = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly EntityTags _tags = new();
    private readonly object _first = new();
    private readonly object _second = new();

    [Fact]
    public void Tag_is_the_same_while_nothing_has_changed() => Assert.Equal(Tag(), Tag());

    [Fact]
    public void Tag_is_weak_and_well_formed() => Assert.Matches("^W/\"[!#-~]+\"$", Tag());

    [Fact]
    public void Tag_differs_for_any_other_data_of_the_list()
    {
        string[] all =
        [
            Tag(),
            _tags.Of("/a?limit=1", _first, _second, false, Refreshed),
            _tags.Of("/a", new object(), _second, false, Refreshed),
            _tags.Of("/a", _first, new object(), false, Refreshed),
            _tags.Of("/a", _first, null, false, Refreshed),
            _tags.Of("/a", _first, _second, true, Refreshed),
            _tags.Of("/a", _first, _second, false, null),
            _tags.Of("/a", _first, _second, false, Refreshed, "down"),
            new EntityTags().Of("/a", _first, _second, false, Refreshed),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void Tag_is_never_reused()
    {
        var previous = Tag();
        _tags.Of("/a", _first, _second, true, Refreshed);
        Assert.NotEqual(previous, Tag());
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("*", true)]
    [InlineData("W/\"a\"", true)]
    [InlineData("\"a\"", true)]
    [InlineData("\"b\", W/\"a\"", true)]
    [InlineData("\"b\",\tW/\"a\" ,\"c\"", true)]
    [InlineData("W/\"A\"", false)]
    [InlineData("w/\"a\"", false)]
    [InlineData("a", false)]
    [InlineData("\"aa\"", false)]
    public void Tag_is_known_when_the_client_sends_it(string? ifNoneMatch, bool isKnown) =>
        Assert.Equal(isKnown, EntityTags.IsKnown(ifNoneMatch, "W/\"a\""));

    private string Tag() => _tags.Of("/a", _first, _second, false, Refreshed);
}
