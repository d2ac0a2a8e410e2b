using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Worker.Operation;
using SuperResFarm.Worker.Scratch;

namespace SuperResFarm.Tests.Worker;

public sealed class ScratchFolderTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TempFolder _folder = new();
    private readonly Suspects _suspects = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rent_Places_ArePrivateAndGoAway()
    {
        using (var scratch = Open())
        {
            using (var place = scratch.Rent(10))
            using (var other = scratch.Rent(10))
            {
                Assert.NotEqual(place.Source, other.Source);
                Assert.NotEqual(place.Source, place.Result);
                File.WriteAllText(place.Source, "image");
                if (!OperatingSystem.IsWindows())
                    Assert.Equal(Private, File.GetUnixFileMode(Path.GetDirectoryName(Path.GetDirectoryName(place.Source))!));
            }
            Assert.DoesNotContain(Directory.EnumerateFiles(_folder["scratch"], "*", SearchOption.AllDirectories), file => !file.EndsWith(".lock", StringComparison.Ordinal));
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["scratch"]));
    }

    [Fact]
    public void Open_LeftByTheDead_IsSweptTheLivingIsNot()
    {
        using var living = Open();
        using var busy = living.Rent(0);
        File.WriteAllText(busy.Source, "image");
        Directory.CreateDirectory(_folder["scratch/superres-worker-dead/1"]);
        File.WriteAllText(_folder["scratch/superres-worker-dead/1/source"], "image");
        File.WriteAllText(_folder["scratch/superres-worker-dead.lock"], "");
        File.WriteAllText(_folder["scratch/own.txt"], "somebody's");
        using var next = Open();
        Assert.False(Directory.Exists(_folder["scratch/superres-worker-dead"]));
        Assert.False(File.Exists(_folder["scratch/superres-worker-dead.lock"]));
        Assert.True(File.Exists(busy.Source));
        Assert.True(File.Exists(_folder["scratch/own.txt"]));
    }

    [Fact]
    public void Rent_TidiedAway_IsMadeAgain()
    {
        using var scratch = Open();
        foreach (var folder in Directory.EnumerateDirectories(_folder["scratch"]))
            Directory.Delete(folder, recursive: true);
        using var place = scratch.Rent(0);
        File.WriteAllText(place.Source, "image");
    }

    [Fact]
    public void Rent_MoreThanThereIs_IsFullForThisWorkerOnly()
    {
        using var scratch = Open();
        Assert.True(scratch.HasRoom);
        var fault = Assert.Throws<FarmException>(() => scratch.Rent(long.MaxValue));
        Assert.Equal((FailureCode.StorageFull, Disposition.Retry), (fault.Code, fault.Next));
    }

    [Fact]
    public void HasRoom_ReserveBeyondTheDisk_IsFalse()
    {
        using var scratch = new ScratchFolder(Options.Create(new WorkerOptions { Scratch = _folder["scratch"], ScratchReserveMegabytes = int.MaxValue }), new Suspects(), TimeProvider.System, NullLogger<ScratchFolder>.Instance);
        Assert.False(scratch.HasRoom);
    }

    [Fact]
    public void Open_AfterADeadProcess_KnowsWhatItWasAt()
    {
        var item = new UpscaleItem(Guid.NewGuid(), 7, 2, "a", Priority.Normal, "s3://in/a.png", null, "s3://out/a.png", new UpscaleParameters { Model = "bicubic" });
        var dead = _folder["scratch/superres-worker-dead"];
        var place = Directory.CreateDirectory(Path.Combine(dead, "1"));
        Suspects.Enter(place.FullName, item);
        var other = item with { Item = 9, Target = "s3://out/b.png" };
        var stored = Directory.CreateDirectory(Path.Combine(dead, "2"));
        Suspects.Enter(stored.FullName, other);
        Suspects.Leave(stored.FullName, other);
        File.WriteAllText($"{dead}.lock", "");
        using var scratch = Open();
        Assert.False(Directory.Exists(dead));
        Assert.Equal(["s3://out/b.png"], _suspects.Unfinished);
        Assert.False(_suspects.Include(other));
        Assert.False(_suspects.Include(item with { Attempt = 3 }));
        Assert.False(_suspects.Include(item with { Item = 8 }));
        Assert.True(_suspects.Include(item));
    }

    [Fact]
    public void Open_WhereNothingCanBeWritten_IsAWrongSetting()
    {
        File.WriteAllText(_folder["scratch"], "a file");
        var fault = Assert.Throws<FarmException>(Open);
        Assert.Equal(FailureCode.SettingsInvalid, fault.Code);
        Assert.Contains("Worker:Scratch", fault.Message, StringComparison.Ordinal);
    }

    private ScratchFolder Open() => new(
        Options.Create(new WorkerOptions { Scratch = _folder["scratch"], ScratchReserveMegabytes = 0 }), _suspects, TimeProvider.System, NullLogger<ScratchFolder>.Instance);
}
