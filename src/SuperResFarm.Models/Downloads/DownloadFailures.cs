using System.Net;
using System.Net.Sockets;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Models.Downloads;

/// <summary>What to tell a user when a download fails: which host, why, and what to do.</summary>
/// <param name="request">What was to be fetched.</param>
/// <param name="proxy">The proxy in use.</param>
internal sealed class DownloadFailures(DownloadRequest request, IWebProxy proxy)
{
    // errno EWOULDBLOCK, which .NET carries in HResult when somebody else holds the file.
    private const int HeldByAnother = 11;

    private string ByHand =>
        $"Or download {request.Url} on another machine{(request.Sha256 is null ? "" : $", compare its SHA-256 with {request.Sha256}")} "
        + $"and run 'superres models import {request.FileName}'.";

    /// <summary>No answer at all: no network, no such name, a proxy in the way.</summary>
    /// <param name="host">Whom nobody reached.</param>
    /// <param name="fault">Why.</param>
    public FarmException Unreachable(Uri host, Exception fault)
    {
        var tunnel = ProxyFor(host);
        var through = tunnel is null ? "" : $" through the proxy {tunnel.Authority}";
        var remedy = (fault as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError =>
                "If the network inspects TLS, add its certificate to those of the system (or name its file in SSL_CERT_FILE).",
            HttpRequestError.ProxyTunnelError => "Check HTTPS_PROXY (as in http://user:password@host:port) and NO_PROXY.",
            _ when tunnel is not null => "Check the network, HTTPS_PROXY and NO_PROXY.",
            _ => "Check the network, or set HTTPS_PROXY if it needs a proxy.",
        };
        // The text of a tunnel fault holds the proxy's password: it must not reach a log either.
        var cause = fault is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } ? null : fault;
        return new(
            FailureCode.ModelUnavailable, Disposition.Retry,
            $"{host.Host} cannot be reached{through}: {Cause(fault)}. {remedy} {ByHand}", cause);
    }

    /// <summary>An answer, but not the file; the same will be said again.</summary>
    /// <param name="host">Who answered.</param>
    /// <param name="answer">What, to follow its name.</param>
    public FarmException Refused(Uri host, string answer) =>
        FarmException.Rejected(FailureCode.ModelUnavailable, $"{host.Host} {answer}: check the address. {ByHand}");

    /// <summary>The server asks to come back later than anybody waits.</summary>
    /// <param name="host">Who asks.</param>
    /// <param name="answer">What it said, to follow its name.</param>
    /// <param name="wait">Time it asks for.</param>
    public FarmException AskedToWait(Uri host, string answer, TimeSpan wait) => new(
        FailureCode.ModelUnavailable, Disposition.Retry,
        $"{host.Host} {answer} and asks to wait {Math.Ceiling(wait.TotalMinutes)} min: run the same again after that. {ByHand}");

    /// <summary>Too many attempts were interrupted.</summary>
    /// <param name="interruption">The last one.</param>
    /// <param name="attempts">How many.</param>
    /// <param name="kept">Bytes there.</param>
    /// <param name="total">Bytes of the whole file, or null.</param>
    public FarmException GaveUp(Interruption interruption, int attempts, long kept, long? total)
    {
        var there = kept == 0
            ? "run the same again later."
            : $"{Size(kept)}{(total is null ? "" : $" of {Size(total.Value)}")} are kept in '{request.FileName}.part', and running the same again "
            + "continues there.";
        return new(
            FailureCode.ModelUnavailable, Disposition.Retry,
            $"{request.Url.Host}: {interruption.Reason}, {attempts} times in a row; {there} {ByHand}", interruption.Cause);
    }

    /// <summary>More or fewer bytes than the file is known to have.</summary>
    /// <param name="host">Who sent them.</param>
    /// <param name="found">What was found, as in <c>has 7 bytes</c>.</param>
    public FarmException WrongLength(Uri host, string found) => FarmException.Rejected(
        FailureCode.ModelInvalid,
        $"The file at {host.Host} {found}{(request.Bytes is { } right ? $", '{request.FileName}' has {right}" : "")}: it is another file, or "
        + $"something on the way changes it. Nothing was kept. {ByHand}");

    /// <summary>The file is whole and not the one asked for.</summary>
    /// <param name="actual">Checksum it has.</param>
    public FarmException WrongChecksum(string actual) => FarmException.Rejected(
        FailureCode.ModelInvalid,
        $"'{request.FileName}' from {request.Url.Host} has SHA-256 {actual} instead of {request.Sha256}: it was replaced there, or something on "
        + "the way changes it. It was deleted; do not use that file from elsewhere without knowing why.");

    /// <summary>Another file has the name.</summary>
    /// <param name="actual">Checksum it has.</param>
    public FarmException InTheWay(string actual) => FarmException.Rejected(
        FailureCode.OutputUnwritable,
        $"'{request.FileName}' is already there and is another file (SHA-256 {actual} instead of {request.Sha256}): move it away, or ask to "
        + "replace it.");

    /// <summary>The disk has no room.</summary>
    /// <param name="needed">Bytes still to come.</param>
    /// <param name="free">Bytes free.</param>
    public FarmException NoRoom(long needed, long free) => FarmException.Rejected(
        FailureCode.StorageFull,
        $"'{request.FileName}' needs {Size(needed)} more and the disk has {Size(free)} free: make room, or choose a folder on another "
        + "disk.");

    /// <summary>The folder cannot be written, or somebody else holds the part.</summary>
    /// <param name="target">Path of the file to be.</param>
    /// <param name="fault">Why.</param>
    public static FarmException OfFolder(string target, Exception fault)
    {
        var name = Path.GetFileName(target);
        if (fault.SaysFull())
        {
            return FarmException.Rejected(
                FailureCode.StorageFull, $"The disk is full before '{name}' is whole: make room, and run the same again to continue.", fault);
        }
        return fault is IOException && (fault.HResult & 0xFFFF) == HeldByAnother
            ? new(
                FailureCode.ModelUnavailable, Disposition.Retry,
                $"'{name}' is being downloaded by another process: wait for it to end, then run the same again.", fault)
            : FarmException.Rejected(FailureCode.OutputUnwritable, $"'{name}' cannot be written: {fault.Message}", fault);
    }

    /// <returns>Why a connection failed, in words.</returns>
    public static string Cause(Exception fault) => fault switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            "the name is not known to DNS, or there is no network",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError, StatusCode: { } status } =>
            $"the proxy refuses ({(int)status})",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "the proxy refuses",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            $"no secure connection ({(fault.InnerException ?? fault).Message.TrimEnd('.')})",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
            "the connection is refused",
        HttpRequestException
        {
            InnerException: SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.HostUnreachable }
        } => "there is no way to it",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or IOException => "the connection ended early",
        OperationCanceledException => $"no connection within {ModelHttp.ConnectTimeout.TotalSeconds:0} s",
        _ => (fault.InnerException ?? fault).Message.TrimEnd('.'),
    };

    private static string Size(long bytes) => bytes < 1_000_000 ? $"{bytes} bytes" : $"{bytes / 1e6:0.0} MB";

    private Uri? ProxyFor(Uri host) => proxy.IsBypassed(host) || proxy.GetProxy(host) is not { } found || found == host ? null : found;
}
