namespace LinuxPatchApi.Fuzz;

/// <summary>The corpus of a target, then a fixed number of changed inputs: the same ones every time.</summary>
internal static class Replay
{
    private const int Seed = 20261124;

    /// <summary>Number of inputs that were checked.</summary>
    /// <exception cref="Violation">With the input, when an invariant does not hold or an exception left the code.</exception>
    public static int Run(FuzzTarget target, int mutations)
    {
        var corpus = target.Corpus();
        Violation.Unless(corpus.Count > 0, $"the corpus of {target.Name} is empty");
        foreach (var input in corpus)
        {
            Check(target, input);
        }
        var mutator = new Mutator(Seed, corpus);
        for (var i = 0; i < mutations; i++)
        {
            Check(target, mutator.Next());
        }
        return corpus.Count + mutations;
    }

    public static void Check(FuzzTarget target, byte[] input)
    {
        try
        {
            target.Check(input);
        }
        catch (Exception exception)
        {
            throw new Violation($"{target.Name}: {exception.Message}; input in base64: {Convert.ToBase64String(input)}\n{exception}");
        }
    }
}
