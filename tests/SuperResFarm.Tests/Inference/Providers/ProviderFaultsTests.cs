using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Tests.Inference.Providers;

public class ProviderFaultsTests
{
    [Theory]
    [InlineData("[ErrorCode:Fail] Failed to load library libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared object file: No such file or directory", "libcudnn.so.9 is missing: install cuDNN 9")]
    [InlineData("x libcublasLt.so.13: cannot open shared object file: No such file", "libcublasLt.so.13 is missing: install the CUDA runtime libraries")]
    [InlineData("x libcuda.so.1: cannot open shared object file: No such file", "libcuda.so.1 is missing: it comes with NVIDIA's driver")]
    [InlineData("x libnvinfer.so.10: cannot open shared object file: No such file", "libnvinfer.so.10 is missing: install TensorRT 10")]
    [InlineData("x /app/libonnxruntime_providers_cuda.so: cannot open shared object file: No such file", "libonnxruntime_providers_cuda.so is missing: it belongs beside the program")]
    [InlineData("CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=0", "driver is too old")]
    [InlineData("[ErrorCode:Fail] CUDA execution provider is not enabled in this build. ", "build it with -p:Accelerator=cuda")]
    [InlineData("Something else.\nat line 3", "Something else")]
    public void Explain_WhatTheEngineSays_BecomesARemedy(string text, string says) =>
        Assert.Contains(says, ProviderFaults.Explain(new DllNotFoundException(text)), StringComparison.Ordinal);

    [Fact]
    public void Guard_MissingEntryPoint_IsTheBuild()
    {
        var fault = Assert.Throws<FarmException>(() => ProviderFaults.Guard<int>("X", () => throw new EntryPointNotFoundException("OrtX")));
        Assert.Equal((FailureCode.DeviceUnavailable, "X cannot be used: this build has no GPU provider: build it with -p:Accelerator=cuda."), (fault.Code, fault.Message));
    }

    [Fact]
    public void Guard_AFaultOfOurs_IsNotHidden() => Assert.Throws<InvalidOperationException>(() => ProviderFaults.Guard<int>("X", () => throw new InvalidOperationException()));
}
