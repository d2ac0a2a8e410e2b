namespace SuperResFarm.Contracts.Failures;

/// <summary>Why an item failed. The names are stable: reports, metrics and API clients key on them.</summary>
public enum FailureCode
{
    /// <summary>Something nobody classified; the log has the cause.</summary>
    Internal,

    /// <summary>The source does not exist.</summary>
    SourceMissing,

    /// <summary>The source exists but cannot be read (permission, input/output error).</summary>
    SourceUnreadable,

    /// <summary>The source is no longer the one that was submitted.</summary>
    SourceChanged,

    /// <summary>The content is of a kind that is not on the list of accepted formats or sample types.</summary>
    SourceUnsupported,

    /// <summary>The content claims an accepted format but is damaged.</summary>
    SourceCorrupt,

    /// <summary>The source exceeds a limit on bytes, pixels or frames.</summary>
    SourceTooLarge,

    /// <summary>The result would exceed a limit on pixels or what its file format can hold.</summary>
    OutputTooLarge,

    /// <summary>The result cannot be written (permission, missing folder, output equal to input).</summary>
    OutputUnwritable,

    /// <summary>The disk or bucket is full.</summary>
    StorageFull,

    /// <summary>The object store cannot be reached, or had a bad moment.</summary>
    StorageUnavailable,

    /// <summary>The address of an object is malformed, or could lead elsewhere.</summary>
    AddressInvalid,

    /// <summary>The address lies outside what the tenant may use.</summary>
    AddressForbidden,

    /// <summary>No model of that name or path.</summary>
    ModelUnknown,

    /// <summary>The model file is damaged, hostile or of no known architecture.</summary>
    ModelInvalid,

    /// <summary>The model's file cannot be fetched: no network, a proxy in the way, or the server refuses or breaks off.</summary>
    ModelUnavailable,

    /// <summary>The model's licence has terms that somebody must accept first.</summary>
    LicenceNotAccepted,

    /// <summary>Settings contradict each other or lie outside their range.</summary>
    SettingsInvalid,

    /// <summary>A device or provider was asked for that is not here.</summary>
    DeviceUnavailable,

    /// <summary>The smallest tile does not fit into the device's memory.</summary>
    OutOfMemory,

    /// <summary>The engine failed.</summary>
    EngineFailed,

    /// <summary>The device failed and is of no more use to the process.</summary>
    DeviceFailed,

    /// <summary>The item took longer than its time limit.</summary>
    TimedOut,

    /// <summary>Someone asked to stop.</summary>
    Cancelled,

    /// <summary>Every attempt the item had was lost with its worker.</summary>
    AttemptsExhausted,

    /// <summary>The entry of a list of images cannot be read; the message names its line.</summary>
    LineInvalid,

    /// <summary>What its job may use was used up before the item was done. No fault of the farm.</summary>
    BudgetSpent,

    /// <summary>The time until which its job was wanted was over before the item was done. No fault of the farm.</summary>
    DeadlinePassed,
}

/// <summary>Spelling of failure codes outside the process.</summary>
public static class FailureCodes
{
    /// <returns>The code in lower case with hyphens: <c>SourceTooLarge</c> is <c>source-too-large</c>.</returns>
    public static string Spelled(this FailureCode code) =>
        string.Concat(code.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
