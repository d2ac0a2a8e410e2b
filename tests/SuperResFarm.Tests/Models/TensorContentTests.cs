using System.Runtime.InteropServices;
using Google.Protobuf;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Tests.Models;

public class TensorContentTests
{
    private readonly Tensor _tensor = new([2, 3], [1, 2, 3, 4, 5, 6]);

    [Fact]
    public void Sharing_AnyTensor_LiesWhereTheTensorLies()
    {
        var content = TensorContent.Sharing("w", [3, 2], _tensor);
        Assert.True(content.RawData.Span.Overlaps(MemoryMarshal.AsBytes(_tensor.Values), out var offset));
        Assert.Equal((0, 24), (offset, content.RawData.Length));
    }

    [Fact]
    public void Sharing_WrittenToAFile_IsTheSameAsACopy()
    {
        var copied = TensorContent.Of("w", SuperResFarm.Models.Onnx.Schema.TensorProto.Types.DataType.Float, [3, 2], _tensor.Values);
        var shared = TensorContent.Sharing("w", [3, 2], _tensor);
        Assert.Equal(copied.ToByteArray(), shared.ToByteArray());
        Assert.Equal(copied, shared);
        Assert.Equal(copied.GetHashCode(), shared.GetHashCode());
        using var file = new MemoryStream();
        shared.Clone().WriteTo(file);
        Assert.Equal(copied.ToByteArray(), file.ToArray());
    }
}
