using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Http.Tests.Identity;

public sealed class PeerTextTests
{
    [Fact]
    public void Case34_A_text_at_the_limit_is_kept_and_one_above_it_ends_with_its_length()
    {
        var longest = new string('x', PeerText.Longest);
        Assert.Same(longest, PeerText.Cut(longest));
        Assert.Equal($"{longest}… ({PeerText.Longest + 1} characters)", PeerText.Cut(longest + "y"));
    }

    [Fact]
    public void No_character_is_cut_in_half() => Assert.Equal("ab… (4 characters)", PeerText.Cut("ab\U0001F600", 3));

    [Fact]
    public void Long_texts_that_begin_alike_have_keys_of_their_own()
    {
        var text = new string('x', PeerText.Longest);
        Assert.Same(text, PeerText.Key(text));
        Assert.NotEqual(PeerText.Key(text + "ab"), PeerText.Key(text + "cd"));
        Assert.InRange(PeerText.Key(text + "ab").Length, 1, PeerText.Longest);
    }
}
