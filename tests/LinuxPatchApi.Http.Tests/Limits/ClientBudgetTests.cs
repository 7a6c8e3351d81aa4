using System.Net;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Tests.Limits;

/// <summary>Budget of 100 bytes, with shares of 10 and no more than 45 for one client.</summary>
public sealed class ClientBudgetTests
{
    private readonly ClientBudget _budget = new(100, 10, 45);

    [Fact]
    public void Case48_Client_holds_no_more_than_its_part()
    {
        Assert.True(_budget.TryTake(45, Client("a", 1)));
        Assert.False(_budget.TryTake(1, Client("a", 2)));
        Assert.False(_budget.TryTake(1, Client("b", 1)));
        Assert.False(_budget.TryTake(46, Client("b", 2)));
        Assert.True(_budget.TryTake(45, Client("b", 2)));
        Assert.Equal(90, _budget.Taken);
    }

    [Fact]
    public void Case48_Last_share_is_left_for_clients_within_theirs()
    {
        Assert.True(_budget.TryTake(45, Client("a", 1)));
        Assert.True(_budget.TryTake(45, Client("b", 2)));
        Assert.False(_budget.TryTake(11, Client("c", 3)));
        Assert.True(_budget.TryTake(10, Client("c", 3)));
        Assert.False(_budget.TryTake(1, Client("d", 4)));
        _budget.Return(10, Client("c", 3));
        Assert.True(_budget.TryTake(10, Client("d", 4)));
    }

    [Fact]
    public void Returned_bytes_can_be_taken_again()
    {
        Assert.True(_budget.TryTake(45, Client("a", 1)));
        _budget.Return(45, Client("a", 1));
        Assert.Equal(0, _budget.Taken);
        Assert.True(_budget.TryTake(45, Client("a", 1)));
    }

    private static ClientIdentity Client(string certificate, byte host) => new("", "", certificate, new IPAddress([192, 0, 2, host]));
}
