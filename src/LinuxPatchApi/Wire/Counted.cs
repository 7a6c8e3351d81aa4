namespace LinuxPatchApi.Wire;

/// <summary>A number with its noun. Pure.</summary>
internal static class Counted
{
    public static string Of(long number, string one, string many) => $"{number} {(number == 1 ? one : many)}";
}
