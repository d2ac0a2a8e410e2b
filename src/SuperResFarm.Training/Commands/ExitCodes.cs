using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Training.Commands;

/// <summary>What the program returns to its caller; the same numbers as those of <c>superres</c>.</summary>
internal static class ExitCodes
{
    public const int Good = 0;
    public const int Failed = 1;
    public const int WrongUse = 2;
    public const int Environment = 3;
    public const int Interrupted = 130;

    /// <summary>The code for a failure of the whole command.</summary>
    public static int Of(FailureCode code) => code switch
    {
        FailureCode.SettingsInvalid or FailureCode.SourceMissing or FailureCode.OutputUnwritable => WrongUse,
        FailureCode.DeviceUnavailable or FailureCode.ModelInvalid or FailureCode.ModelUnknown => Environment,
        _ => Failed,
    };
}
