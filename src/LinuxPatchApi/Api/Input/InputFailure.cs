using LinuxPatchApi.Api.Answers;

namespace LinuxPatchApi.Api.Input;

/// <summary>The first rule that the input breaks.</summary>
/// <param name="Field">The member or parameter, such as <c>packages[2].name</c>.</param>
/// <param name="Rule">One sentence: what it must be.</param>
internal sealed record InputFailure(ApiReason Reason, string Field, string Rule)
{
    /// <summary>Characters of a field that are shown. Origin: the longest of ours, with its index, is below 64; the client knows what it sent,
    /// which may be a name of 1 MiB.</summary>
    public const int FieldLength = 128;

    public ApiAnswer Answer => ApiAnswer.RefuseField(Reason, Shown, $"{Shown}: {Rule}");

    private string Shown => Field.Length <= FieldLength ? Field : $"{Field[..(char.IsHighSurrogate(Field[FieldLength - 1]) ? FieldLength - 1 : FieldLength)]}…";
}
