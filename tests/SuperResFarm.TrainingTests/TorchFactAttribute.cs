using SuperResFarm.Contracts.Failures;
using SuperResFarm.Tests;
using SuperResFarm.Training.Running;

namespace SuperResFarm.TrainingTests;

/// <summary>A fact that is skipped, with the reason, where TorchSharp's library cannot be loaded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class TorchFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> _missing = new(Missing);

    public TorchFactAttribute() => Skip = Reason;

    /// <summary>Why it is skipped; null: it is not.</summary>
    public static string? Reason => _missing.Value;

    private static string? Missing()
    {
        try
        {
            TorchDevice.Open("cpu", 1);
            return null;
        }
        catch (FarmException fault)
        {
            return fault.Message;
        }
    }
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = TorchFactAttribute.Reason;
}

/// <summary>The same, where the test needs the test data too.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchDataFactAttribute : TorchFactAttribute
{
    public TorchDataFactAttribute() => Skip ??= new DataFactAttribute().Skip;
}
