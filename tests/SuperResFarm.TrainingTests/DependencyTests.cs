using SuperResFarm.Training;

namespace SuperResFarm.TrainingTests;

/// <summary>Holds the trainer's line of the table of parts true; the other parts' tests do not know it, because libtorch is large.</summary>
public class DependencyTests
{
    private static readonly string[] _allowed =
        ["SuperResFarm.Contracts", "SuperResFarm.Imaging", "SuperResFarm.Models", "NetVips", "TorchSharp", "System.CommandLine"];

    [Fact]
    public void Training_ReferencesOnlyWhatItMayKnow() => Assert.All(
        typeof(TrainProgram).Assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name is "System.CommandLine" || !name.StartsWith("System.", StringComparison.Ordinal)),
        name => Assert.Contains(name, _allowed));
}
