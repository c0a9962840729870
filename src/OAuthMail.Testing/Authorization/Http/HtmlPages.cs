using System.Net;
using OAuthMail.Testing.Authorization.Requests;

namespace OAuthMail.Testing.Authorization.Http;

/// <summary>Creates the HTML pages. All values from requests are encoded.</summary>
internal static class HtmlPages
{
    public static EndpointResponse Error(string title, string text)
    {
        var answer = EndpointResponse.Page(Frame(title, $"<p>{Encode(text)}</p>"), 400);
        answer.Error = "invalid_request";
        return answer;
    }

    public static EndpointResponse Message(string title, string text) => EndpointResponse.Page(Frame(title, $"<p>{Encode(text)}</p>"));

    public static EndpointResponse Consent(string action, string transaction, string client, string? user, IReadOnlyList<string> scopes)
    {
        var list = string.Concat(scopes.Select(scope => $"<li><code>{Encode(scope)}</code></li>"));
        return EndpointResponse.Page(Frame("Allow access?", $"""
            <p>The application <b>{Encode(client)}</b> asks for:</p><ul>{list}</ul>
            <form method="post" action="{Encode(action)}">
            <input type="hidden" name="transaction" value="{Encode(transaction)}">
            {Decision(user)}
            </form>
            """));
    }

    public static EndpointResponse Device(string action, string? userCode) => EndpointResponse.Page(Frame("Connect a device", $"""
        <form method="post" action="{Encode(action)}">
        <p><label>Code <input name="user_code" value="{Encode(userCode)}" autocomplete="off" required></label></p>
        {Decision(null)}
        </form>
        """));

    /// <summary>Creates a page that posts an authorization response (OAuth 2.0 Form Post Response Mode).</summary>
    public static string FormPost(string action, IReadOnlyDictionary<string, string> parameters)
    {
        var inputs = string.Concat(parameters.Select(p => $"<input type=\"hidden\" name=\"{Encode(p.Key)}\" value=\"{Encode(p.Value)}\">"));
        return "<!DOCTYPE html><html><body onload=\"document.forms[0].submit()\">"
            + $"<form method=\"post\" action=\"{Encode(action)}\">{inputs}"
            + "<noscript><button>Continue</button></noscript></form></body></html>";
    }

    private static string Decision(string? user) => $"""
        <p><label>Mailbox <input name="user" value="{Encode(user)}" autocomplete="username"></label></p>
        <p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></p>
        """;

    private static string Frame(string title, string body) =>
        $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Encode(title)}</title></head>"
        + $"<body><h1>{Encode(title)}</h1>{body}</body></html>";

    private static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");
}
