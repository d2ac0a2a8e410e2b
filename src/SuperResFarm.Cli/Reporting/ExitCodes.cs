using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli.Reporting;

/// <summary>What the program returns to its caller.</summary>
public static class ExitCodes
{
    /// <summary>All good.</summary>
    public const int Good = 0;

    /// <summary>Some images failed; each has its line.</summary>
    public const int SomeFailed = 1;

    /// <summary>Wrong use: options, paths, settings.</summary>
    public const int WrongUse = 2;

    /// <summary>The environment lacks something: model, device, library.</summary>
    public const int Environment = 3;

    /// <summary>Stopped by a signal, as shells expect it of an interrupted program.</summary>
    public const int Interrupted = 130;

    /// <summary>The code for a failure that concerns the whole command.</summary>
    public static int Of(FailureCode code) => code switch
    {
        FailureCode.ModelUnknown or FailureCode.ModelInvalid or FailureCode.ModelUnavailable or FailureCode.DeviceUnavailable
            or FailureCode.EngineFailed or FailureCode.DeviceFailed => Environment,
        FailureCode.SettingsInvalid or FailureCode.LicenceNotAccepted or FailureCode.SourceMissing or FailureCode.OutputUnwritable => WrongUse,
        _ => SomeFailed,
    };
}
