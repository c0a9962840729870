using Microsoft.AspNetCore.Http;
using OAuthMail.Testing.Authorization.Grants;
using OAuthMail.Testing.Authorization.Requests;

namespace OAuthMail.Testing.Authorization.Http;

/// <summary>Implements the page on which a user enters the user code (RFC 8628 section 3.3).</summary>
internal sealed class DevicePage(ServerState state)
{
    public EndpointResponse Handle(EndpointRequest request)
    {
        var userCode = request.Optional("user_code");
        if (!HttpMethods.IsPost(request.Method)) return HtmlPages.Device(state.Dialect.UriOf(ServerEndpoint.DeviceVerification), userCode);

        var allowed = request.Optional("decision") == "allow";
        var user = state.Users.Choose(request.Optional("user"));
        if (allowed && user is null) return HtmlPages.Error("The mailbox is unknown", "No user of this server has this address.");
        if (userCode is null || !state.Devices.Decide(userCode, allowed && !user!.DeniesConsent ? user : null))
            return HtmlPages.Error("The code is not valid", "It is unknown, already used, or expired.");
        return HtmlPages.Message("Thank you", "You can close this window and go back to the device.");
    }
}
