namespace OAuthMail.Errors.Recognition;

/// <content>
/// The words of the general rules, in languages in which servers answer. The text that they are compared with has no accents.
/// </content>
internal static partial class ReplyRules
{
    /// <summary>A person or a mailbox.</summary>
    private const string Person =
        "user|recipient|mailbox|mail box|account|addressee|customer|subscriber|alias|inbox|rcpt to|address"
        // German.
        + "|benutzer|empfanger|empfaenger|postfach|konto|adressat"
        // French.
        + "|destinataire|utilisateur|compte|boite"
        // Spanish, Portuguese, Italian.
        + "|destinatario|usuario|utente|cuenta|sua conta|buzon|caixa|casella|direccion|endereco|indirizzo"
        // Polish, Czech.
        + "|uzytkownik|odbiorc|skrzynk|uzivatel|prijemc|schrank"
        // Russian.
        + "|пользовател|получател|ящик|адрес|аккаунт"
        // Dutch, Turkish, Hungarian, Swedish.
        + "|gebruiker|ontvanger|postvak|kullanici|cimzett|postafiok|mottagare"
        // Chinese, Japanese.
        + "|用户|收件人|收信人|邮箱|信箱|地址|ユーザ|宛先|受信者|メールボックス";

    /// <summary>The storage of messages.</summary>
    private const string Storage =
        "quota|storage|disk|space|mailbox|mail box|inbox|too many messages"
        // Other languages.
        + "|speicher|postfach|boite|espace|buzon|espacio|cuota|almacenamiento|caixa|espaco|cota|armazenamento"
        + "|casella|spazio|skrzynk|miejsc|pojemno|ящик|квот|места|空间|容量|邮箱";

    /// <summary>This machine, or its connection.</summary>
    private const string Machine =
        "ip|ips|ip address|host|hostname|your server|sending server|mail server|client|connecting"
        + "|connection|connections|network|helo|ehlo|dns|ptr|rdns|isp|subnet|netblock|mta";

    /// <summary>The sender.</summary>
    private const string Author =
        "sender|from|mail from|your address|email address|e-mail address|identity|alias|author|return-path"
        + "|envelope"
        // Other languages.
        + "|absender|expediteur|emetteur|remitente|remetente|mittente|nadawc|odesilatel|отправител|afzender"
        + "|发件人|发信人|发送者|送信者|差出人";

    /// <summary>A part of a message.</summary>
    private const string Part =
        "content|attachment|attached|header|subject|body|mime|file|format|charset|encoding|from:|date"
        + "|message-id|html|link|url|line|structure|boundary|language|character|keyword|phrase|virus|malware"
        + "|macro|zip|exe|rule|filter|words";

    /// <summary>A way to log in.</summary>
    private const string Mechanism =
        "mechanism|anonymous|authentication method|auth method|authentication type|auth type"
        + "|authentication scheme|sasl|xoauth|oauth|bearer|gssapi|ntlm|cram-md5|apop|digest-md5|auth mode"
        + "|auth scheme|authentication mode|plain auth|plain login|plain authentication|auth plain|auth login"
        + "|auth command|auth extension|authenticate command|authentication command|login command";

    /// <summary>A token or another proof of identity.</summary>
    private const string Credential =
        "token|bearer|jwt|assertion|ticket|cookie|credential";

    /// <summary>A password.</summary>
    private const string Password =
        "password|passwd"
        // Other languages.
        + "|passwort|kennwort|mot de passe|contrasena|senha|haslo|пароль|密码|パスワード";

    /// <summary>The data of a login.</summary>
    private const string Form =
        "payload|initial response|client response|sasl|argument|base64|encod|format|parameter|gs2|utf-8"
        + "|exchange|length|octet|nul|line|message";

    /// <summary>TLS.</summary>
    private const string Encryption =
        "under a layer|security layer|tls|ssl|starttls|stls|encrypt|secure|plaintext|plain text|cleartext"
        + "|clear text";

    /// <summary>The relaying of messages.</summary>
    private const string Relaying =
        "relay|retransmission|retransmissao|reenvio|weiterleitung|relais|пересылк|中继|转发";

    /// <summary>The sending of messages.</summary>
    private const string Outgoing =
        "sending|outgoing|outbound|submission|emails|envio|versand|envoi|invio|wysylan|отправк|发送|送信";

    /// <summary>A login, in other languages than English.</summary>
    private const string ForeignLogin =
        "authentifizierung|anmeldung|authentification|autenticacion|autenticacao|autenticazione"
        + "|uwierzytelni|аутентификац|认证|验证|認証";

    /// <summary>A message.</summary>
    private const string Mail =
        "message|msg|uid|uids|item|nachricht|mensaje|mensagem|messaggio|wiadomosc|письм|сообщени|邮件|メール";

    /// <summary>An attempt, in other languages than English.</summary>
    private const string ForeignAttempt =
        "tentativ|intentos|versuche|prob logowania|попыт|尝试|試行";

    /// <summary>A command, in other languages than English.</summary>
    private const string ForeignCommand =
        "befehl|commande|comando|komenda|polecenie|команд|命令|コマンド";

    /// <summary>Says that something does not exist.</summary>
    private const string Gone =
        "unknown|not found|not exist|n't exist|no such|not listed|not known|nonexist|non-exist"
        + "|not registered|not recogni|unrecogni|no longer|not deliverable|undeliverable|cannot be delivered"
        + "|can't be delivered|could not be delivered|not local|is not here|isn't here|not a valid|not valid"
        + "|invalid|unable to find|cannot find|could not find|can't find|don't have|does not have"
        + "|doesn't have|moved|never existed|not one of|not our|incorrect|no mailbox|not hosted|not handled"
        + "|not served|unable to deliver|bad address|wrong address"
        // German.
        + "|unbekannt|nicht bekannt|existiert nicht|nicht gefunden|nicht vorhanden|ungultig|ungueltig"
        + "|nicht zustellbar"
        // French.
        + "|inconnu|inexist|n'existe|introuvable|non valide"
        // Spanish, Portuguese, Italian.
        + "|desconocid|desconhecid|sconosciut|no existe|nao existe|non esiste|no encontrad|nao encontrad"
        + "|non trovat|no se encuentra|no valid|non valid"
        // Polish, Czech.
        + "|nieznan|nie istnieje|nie znaleziono|nieprawidlow|neznam|neexistuje|nenalezen"
        // Russian.
        + "|не существует|не найден|неизвестн|нет такого|не зарегистрирован"
        // Dutch, Turkish.
        + "|onbekend|bestaat niet|niet gevonden|ongeldig|bulunamadi|gecersiz"
        // Chinese, Japanese.
        + "|不存在|未找到|无效|存在しません|見つかりません";

    /// <summary>Says that a message does not exist any more.</summary>
    private const string Missing =
        "no message|no such|not found|not exist|n't exist|no longer|no matching|could not be found|invalid|vanished"
        + "|number too large|out of range|deleted|expunged|gone"
        // Other languages.
        + "|nicht gefunden|existiert nicht|geloscht|geloescht|introuvable|inexist|n'existe|supprim|no existe|no encontrad"
        + "|eliminad|nao existe|nao encontrad|apagad|non esiste|non trovat|eliminat|nie istnieje|nie znaleziono|usuniet"
        + "|не найден|нет такого|не существует|удален|不存在|未找到|已删除|存在しません|削除";

    /// <summary>Says that something is disabled.</summary>
    private const string Off =
        "disabled|paused|stopped|switched off|turned off|inactive|suspend|deactivated|closed|terminated"
        + "|blocked|locked|expired|frozen|cancel|discontinued|dormant|deleted|removed|not active|isn't active"
        + "|not activated|abandoned|out of order|on hold|banned|barred"
        // Other languages.
        + "|gesperrt|deaktiviert|abgeschaltet|abgelaufen|bloque|desactive|suspendu|deshabilitad|desactivad"
        + "|desativad|desabilitad|suspens|inativ|bloccat|disabilitat|disattivat|sospes|zablokowan|wylaczon"
        + "|nieaktywn|заблокирован|отключен|приостановлен|удален"
        + "|неактивн|禁用|停用|冻结|锁定|封禁|停止";

    /// <summary>Says that an administrator, or what the organization pays for, is the reason.</summary>
    private const string ByAdministrator =
        "disabled*administrator|disabled*your domain|disabled*organi|administrator*disabled"
        + "|disabled by your admin|disabled by the admin|not enabled*organi"
        + "|not enabled*your domain|contact*administrator|contact*admin|your plan|plan does not"
        + "|upgrade*plan|subscription|not licensed|policy";

    /// <summary>Says that a storage is full.</summary>
    private const string Full =
        "full|exceed|exhaust|over quota|overquota|over its|over the|no room|not enough|insufficient|used up"
        + "|limit|too many messages on"
        // Other languages.
        + "|voll|uberschritten|ueberschritten|erschopft|pleine|plein|depass|insuffisant|lleno|llena|excedid"
        + "|insuficiente|cheia|cheio|esgotad|sem espaco|piena|pieno|superat|esaurit|insufficiente|pelna"
        + "|przepelnion|przekroczon|brak miejsca|переполнен|превышен|недостаточно|已满|超过|超出|不足|超過|いっぱい";

    /// <summary>Says that something is not allowed.</summary>
    private const string Deny =
        "not allow|not permit|not authori|unauthori|denied|deny|forbid|prohibit|refuse|reject|not accept"
        + "|no permission|permission|may not|must not|cannot send|can't send|not entitled|no right"
        + "|not have the right|disallow|not eligible|not belong|not accessible|cannot access|can not access"
        + "|can't access|restrict|not welcome|unwanted|does not want|not wish|decline"
        // German.
        + "|verboten|verweigert|abgelehnt|abgewiesen|zuruckgewiesen|zurueckgewiesen|nicht erlaubt"
        + "|nicht gestattet|nicht berechtigt|nicht zulassig|nicht zugelassen"
        // French.
        + "|interdit|refus|rejet|non autoris|pas autoris"
        // Spanish, Portuguese, Italian.
        + "|no permit|nao permit|non permess|denegad|negada|negado|negato|rechazad|recusad|rejeitad|rifiutat"
        + "|respint|prohibid|proibid|vietat|no autorizad|nao autorizad|non autorizzat|non consentit"
        // Polish, Czech.
        + "|odrzucon|odmow|zabronion|niedozwol|brak uprawnien|odmitnut|zamitnut"
        // Russian.
        + "|отклонен|запрещен|отказано|не разреш|нет прав|отвергнут"
        // Dutch.
        + "|geweigerd|niet toegestaan"
        // Chinese, Japanese.
        + "|拒绝|不允许|禁止|没有权限|拒收|拒否";

    /// <summary>Says that there is too much of something.</summary>
    private const string Many =
        "too many|too much|exceed|limit|maximum|more than|at most|exhaust|excessive|reached|no more"
        + "|repeated|over the|"
        + ForeignMany;

    /// <summary>It is too much, in other languages than English.</summary>
    private const string ForeignMany =
        "zu viele|uberschritten|ueberschritten|trop de|limite|depass|demasiad|muitas|muitos|excedid|troppi"
        + "|troppe|superat|zbyt wiele|zbyt duzo|przekroczon|слишком много|лимит|превышен|太多|过多|超过|超出|上限|频繁"
        + "|多すぎ|超過";

    /// <summary>Says that something is malformed.</summary>
    private const string Wrong =
        "invalid|malformed|illegal|bad|incorrect|parse|syntax|not valid|decode|unexpected|wrong|missing"
        + "|broken|corrupt|too long|multiple|duplicate|unsupported|not support|too short|empty";

    /// <summary>Says that the server does not support something.</summary>
    private const string Unsupported =
        "unsupported|not support|n't support|not available|unavailable|not enabled|disabled|not recogni"
        + "|unrecogni|unknown|not allowed|not permitted|invalid|not offered|not implemented|unimplemented"
        + "|not acceptable|no acceptable|not configured|too weak|not understood|unexpected|not active";

    /// <summary>Says that something is required.</summary>
    private const string Required =
        "require|must|need|first|mandatory|only|without|enforce|please use|use a"
        // Other languages.
        + "|obligat|erforderlich|requise|requerid|necesari|necessari|richiest|wymagan|требуется|需要";

    /// <summary>Says that something does not work at present.</summary>
    private const string NotNow =
        "temporar|try again|later|retry|busy|unavailable|overload|timed out|timeout|shutting down"
        // Other languages.
        + "|spater|plus tard|mas tarde|mais tarde|piu tardi|pozniej|позже|временно|稍后|暂时|一時";

    /// <summary>It is too large, in other languages than English.</summary>
    private const string ForeignLarge =
        "zu gross|zu groß|trop grand|trop volumineux|demasiado grande|muito grande|troppo grande"
        + "|слишком больш|过大|太大|大きすぎ";

    /// <summary>Unwanted mail, in other languages than English.</summary>
    private const string ForeignJunk =
        "pourriel|correo basura|indesejad|спам|垃圾邮件|迷惑メール|filtres";
}
