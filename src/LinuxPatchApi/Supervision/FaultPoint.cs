using System.Globalization;

namespace LinuxPatchApi.Supervision;

/// <summary>Lets a test throw in a supervised task of the real daemon. Does nothing unless its environment variable is set.</summary>
internal sealed class FaultPoint
{
    /// <summary>NAME, or NAME=COUNT to throw only that many times.</summary>
    public const string Variable = "LINUX_PATCH_API_THROW_IN";

    private readonly string? _name;
    private int _left = int.MaxValue;

    /// <param name="order">The value of <see cref="Variable"/>; null when unset.</param>
    public FaultPoint(string? order)
    {
        var parts = order?.Split('=', 2) ?? [];
        _name = parts.Length > 0 ? parts[0] : null;
        if (parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            _left = count;
        }
    }

    public static FaultPoint FromEnvironment() => new(Environment.GetEnvironmentVariable(Variable));

    /// <exception cref="InvalidOperationException">The variable names this task and its count is not used up.</exception>
    public void Pass(string name)
    {
        if (name == _name && Interlocked.Decrement(ref _left) >= 0)
        {
            throw new InvalidOperationException($"the fault point in '{name}'");
        }
    }
}
