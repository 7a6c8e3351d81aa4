using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Lists;

namespace LinuxPatchApi.Tests.Api.Lists;

public sealed class HeldListsTests
{
    private static readonly PackageFilter All = new(null, PackageStatus.All, null, "name", false, null, 0);
    private readonly HeldLists _held = new(100);

    [Fact]
    public void Case35_Lists_at_the_limit_are_held_and_one_item_more_is_not()
    {
        using var first = _held.TryHold(new object(), 60);
        var second = _held.TryHold(new object(), 40);
        Assert.NotNull(second);
        Assert.Null(_held.TryHold(new object(), 33));
        second.Dispose();
        second.Dispose();
        Assert.NotNull(_held.TryHold(new object(), 40));
        Assert.Null(_held.TryHold(new object(), 33));
    }

    [Fact]
    public void Case35_The_same_list_counts_once_for_all_its_readers()
    {
        var list = new object();
        var readers = Enumerable.Range(0, 50).Select(_ => _held.TryHold(list, 60)).ToList();
        Assert.DoesNotContain(null, readers);
        Assert.Equal(40, _held.Space);
        readers[0]!.Dispose();
        Assert.Equal(40, _held.Space);
        readers.ForEach(r => r!.Dispose());
        Assert.Equal(int.MaxValue, _held.Space);
    }

    [Fact]
    public void A_list_above_the_limit_may_only_be_held_alone()
    {
        using (Assert.IsAssignableFrom<IDisposable>(_held.TryHold(new object(), 1000)))
        {
            Assert.Null(_held.TryHold(new object(), 33));
        }

        Assert.NotNull(_held.TryHold(new object(), 33));
    }

    [Fact]
    public async Task Case35_Readers_of_the_same_offered_list_share_it_and_another_list_is_refused_meanwhile()
    {
        var lists = new OfferedLists(new HeldLists());
        var (installed, made) = (new object(), 0);
        var first = await lists.GetAsync(All, installed, null, null, Make, TestContext.Current.CancellationToken);
        var second = await lists.GetAsync(All, installed, null, null, Make, TestContext.Current.CancellationToken);
        Assert.Same(first.List!.Page, second.List!.Page);
        Assert.Equal(1, made);
        var other = await lists.GetAsync(All with { Sort = "size" }, installed, null, null, Make, TestContext.Current.CancellationToken);
        Assert.Equal((null, ApiReason.NoCapacity), (other.List, Assert.IsType<ApiAnswer.Error>(other.Failure).Reason));
        first.List.Hold.Dispose();
        second.List.Hold.Dispose();
        other = await lists.GetAsync(All with { Sort = "size" }, installed, null, null, Make, TestContext.Current.CancellationToken);
        Assert.NotNull(other.List);
        Assert.Equal(2, made);

        (IReadOnlyList<Package>? Page, int Total, ApiAnswer? Failure) Make(int most)
        {
            made++;
            return (new Package[50_000], 50_000, null);
        }
    }

    /// <summary>A query by name is answered while others read everything; one of too many names is refused when that shows.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(HeldLists.FreeItems, true)]
    [InlineData(HeldLists.FreeItems + 1, false)]
    public async Task Case35_List_of_a_name_needs_the_space_of_its_own_items(int matching, bool isServed)
    {
        var lists = new OfferedLists(new HeldLists(100));
        var first = await lists.GetAsync(
            All, this, null, null, _ => (new Package[100], 100, null), TestContext.Current.CancellationToken);
        Assert.NotNull(first.List);
        var named = await lists.GetAsync(
            All with { Name = "nginx" }, this, null, null, most => (matching <= most ? new Package[matching] : null, matching, null),
            TestContext.Current.CancellationToken);
        Assert.Equal(isServed, named.List is not null);
        Assert.Equal(isServed, named.Failure is null);
    }

    [Fact]
    public async Task Case35_A_list_of_outdated_data_is_not_shared()
    {
        var lists = new OfferedLists(new HeldLists());
        var made = 0;
        var first = await lists.GetAsync(All, new object(), null, null, Make, TestContext.Current.CancellationToken);
        var second = await lists.GetAsync(All, new object(), null, null, Make, TestContext.Current.CancellationToken);
        Assert.Equal(2, made);
        Assert.NotSame(first.List!.Page, second.List!.Page);

        (IReadOnlyList<Package>? Page, int Total, ApiAnswer? Failure) Make(int most)
        {
            made++;
            return (new Package[10], 10, null);
        }
    }
}
