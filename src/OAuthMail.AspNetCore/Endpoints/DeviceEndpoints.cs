using OAuthMail.AspNetCore.Pages;

namespace OAuthMail.AspNetCore.Endpoints;

/// <summary>The sign-in on another device. Nothing runs between two requests, so that any process can complete it.</summary>
internal static class DeviceEndpoints
{
    /// <summary>How long a request waits for the user. It covers two polls at the usual interval of five seconds.</summary>
    private static readonly TimeSpan MaximumWait = TimeSpan.FromSeconds(12);

    public static async Task BeginAsync(ConnectPage connect, PageRequest request)
    {
        var account = await connect.ReadAccountAsync(request).ConfigureAwait(false);
        var protocol = await request.ReadProtocolAsync().ConfigureAwait(false);
        var pending = await connect.SignIn.BeginWithDeviceCodeAsync(account.Name, protocol, request.Aborted).ConfigureAwait(false);
        ConnectPageLog.Begun(connect.Logger, account.Name);
        await SignInPages.SendDeviceAsync(request, account.Name, protocol, pending, waited: false).ConfigureAwait(false);
    }

    public static async Task CompleteAsync(ConnectPage connect, PageRequest request)
    {
        var account = await connect.ReadAccountAsync(request).ConfigureAwait(false);
        var protocol = await request.ReadProtocolAsync().ConfigureAwait(false);
        var id = await request.ReadFieldAsync("id").ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted);
        limit.CancelAfter(MaximumWait);
        try
        {
            var result = await connect.SignIn.CompleteWithDeviceCodeAsync(id, limit.Token).ConfigureAwait(false);
            ConnectPageLog.Connected(connect.Logger, result.Account);
            await SignInPages.SendSuccessAsync(request, result, nextPath: null, isForOwner: false).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!request.Aborted.IsCancellationRequested)
        {
            var pending = await connect.SignIn.BeginWithDeviceCodeAsync(account.Name, protocol, request.Aborted).ConfigureAwait(false);
            await SignInPages.SendDeviceAsync(request, account.Name, protocol, pending, waited: true).ConfigureAwait(false);
        }
        catch (OAuthMailException failure)
        {
            ConnectPageLog.Failed(connect.Logger, account.Name, failure.Code);
            await SignInPages.SendFailureAsync(
                request, failure, request.PathOfAccount(account.Name), request.PathOfAccount(account.Name, another: true),
                isForOwner: false).ConfigureAwait(false);
        }
    }
}
