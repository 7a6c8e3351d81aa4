namespace LinuxPatchApi.Wire;

/// <summary>Numbers with their nouns, and names of which a person reads some. Pure.</summary>
internal static class Counted
{
    public static string Of(long number, string one, string many) => $"{number} {(number == 1 ? one : many)}";

    /// <summary>Returns so many names at most, and how many there are besides.</summary>
    public static string Names(IReadOnlyCollection<string> names, int most) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? $" and {names.Count - most} more" : "");
}
