using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Training.Exporting;

/// <summary>What is exported, and how.</summary>
/// <param name="Name">Of the model, and of its files.</param>
/// <param name="Folder">Where the files go.</param>
/// <param name="Licence">SPDX name of the weights' licence.</param>
/// <param name="Samples">Elements of the graph's images, NHWC; null for the network as its authors define it: float NCHW, nothing clamped.</param>
internal sealed record ExportOrder(string Name, string Folder, string Licence, SampleType? Samples)
{
    /// <param name="extension">With its dot.</param>
    public string File(string extension) => Path.Combine(Folder, Name + extension);
}
