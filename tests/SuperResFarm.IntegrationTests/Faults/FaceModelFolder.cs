using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Worker;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>A folder with the real detector and a small restorer of random weights; empty where the files of tests are absent.</summary>
internal sealed class FaceModelFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("superres-face-models-");

    private FaceModelFolder()
    {
    }

    /// <summary>What a job asks for that uses them.</summary>
    public static FaceParameters Wish { get; } = new() { Model = "mine", AcceptLicence = true };

    /// <summary>Lets a process find them, and those of the repository.</summary>
    public (string Key, string Value)[] Settings => [("Models__Folders__0", _folder.FullName), ("Models__Folders__1", Path.Combine(Path.GetDirectoryName(Samples.Folder)!, "models"))];

    /// <returns>A new one.</returns>
    public static FaceModelFolder Create()
    {
        var folder = new FaceModelFolder();
        if (TestData.Root is null)
            return folder;
        File.Copy(TestData.PathOf("parity/gfpgan_128.pth"), Path.Combine(folder._folder.FullName, "mine.pth"));
        File.Copy(TestData.PathOf("weights/detection_mobilenet0.25_Final.pth"), Path.Combine(folder._folder.FullName, $"{FaceParameters.UsualDetector}.pth"));
        return folder;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
