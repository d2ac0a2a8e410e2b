namespace SuperResFarm.Inference.Native;

/// <summary>What an NVML call says. Source: NVML API reference, nvmlReturn_t.</summary>
internal enum NvmlReturn
{
    Success = 0,
    InvalidArgument = 2,
    NotSupported = 3,
    NoPermission = 4,
    NotFound = 6,
    DriverNotLoaded = 9,
    FunctionNotFound = 13,
    GpuIsLost = 15,
    ResetRequired = 16,
}
