using System.Net;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Tests.Limits;

/// <summary>Budget of 100 bytes, so a share is 25.</summary>
public sealed class AnswerBudgetTests
{
    private readonly AnswerBudget _budget = new(100);

    [Fact]
    public void Case35_Client_beyond_its_share_leaves_a_share_for_the_others()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(_budget.TryTake(25, Client("a", 1)));
        }
        Assert.Null(_budget.TryTake(1, Client("a", 1)));
        Assert.Null(_budget.TryTake(1, Client("a", 2)));
        Assert.Null(_budget.TryTake(1, Client("b", 1)));
        var other = _budget.TryTake(25, Client("b", 2));
        Assert.NotNull(other);
        Assert.Null(_budget.TryTake(1, Client("c", 3)));
        other.Dispose();
        other.Dispose();
        Assert.Equal(75, _budget.Taken);
        Assert.NotNull(_budget.TryTake(25, Client("c", 3)));
    }

    [Fact]
    public void Case35_Long_answer_has_a_place_of_its_own_and_starves_nobody()
    {
        using var slow = _budget.TryTake(1000, Client("a", 1));
        Assert.NotNull(slow);
        Assert.Null(_budget.TryTake(26, Client("a", 2)));
        Assert.Null(_budget.TryTake(26, Client("b", 1)));
        Assert.NotNull(_budget.TryTake(25, Client("a", 1)));
        Assert.NotNull(_budget.TryTake(25, Client("b", 2)));
        var second = _budget.TryTake(26, Client("b", 2));
        Assert.NotNull(second);
        Assert.Null(_budget.TryTake(26, Client("c", 3)));
        second.Dispose();
        Assert.NotNull(_budget.TryTake(26, Client("c", 3)));
    }

    [Fact]
    public void Case46_Addresses_of_one_network_have_one_share()
    {
        Assert.NotNull(_budget.TryTake(26, new ClientIdentity("", "", "a", IPAddress.Parse("fd00::1"))));
        Assert.Null(_budget.TryTake(26, new ClientIdentity("", "", "b", IPAddress.Parse("fd00::2"))));
        Assert.NotNull(_budget.TryTake(26, new ClientIdentity("", "", "b", IPAddress.Parse("fd00:0:0:1::2"))));
    }

    private static ClientIdentity Client(string certificate, byte host) => new("", "", certificate, new IPAddress([192, 0, 2, host]));
}
