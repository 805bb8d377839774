/* A stand-in for the PKCS #11 library of a token with SM2, for tests: SM2 by libcrypto under its maker's own numbers.
 *
 * One slot, one token "seals" with the user PIN "4711", keys in memory. Key type 0x80000004, pairs by 0x80008001,
 * signatures over a digest of 32 bytes by 0x80008200, as r || s. EC_POINT is an OCTET STRING, as PKCS #11 2.40 says.
 * Functions of Cryptoki that are not here answer CKR_FUNCTION_NOT_SUPPORTED.
 */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <string.h>

typedef unsigned long ULONG;
typedef unsigned char BYTE;
typedef struct { ULONG type; void *value; ULONG size; } Attribute;
typedef struct { ULONG number; void *parameter; ULONG size; } Mechanism;
typedef struct { BYTE version[2]; BYTE maker[32]; ULONG flags; BYTE description[32]; BYTE library[2]; } Info;
typedef struct { BYTE description[64]; BYTE maker[32]; ULONG flags; BYTE hardware[2]; BYTE firmware[2]; } SlotInfo;
typedef struct {
    BYTE label[32]; BYTE maker[32]; BYTE model[16]; BYTE serial[16];
    ULONG flags; ULONG limits[10]; BYTE hardware[2]; BYTE firmware[2]; BYTE time[16];
} TokenInfo;
typedef ULONG (*Function)();
typedef struct { BYTE version[2]; Function functions[68]; } FunctionList;

enum { KEYS = 64, SESSIONS = 32, CKA_CLASS = 0, CKA_LABEL = 3, CKA_KEY_TYPE = 0x100, CKA_SIGN = 0x108, CKA_VERIFY = 0x10A, CKA_EC_PARAMS = 0x180, CKA_EC_POINT = 0x181 };
enum { PUBLIC = 2, PRIVATE = 3 };
static const ULONG KEY_TYPE = 0x80000004, MAKE = 0x80008001, SIGN = 0x80008200, UNSUPPORTED = 0x54, INVALID = 0x82;
static const BYTE CURVE[] = {0x06, 0x08, 0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x82, 0x2D};

typedef struct { EVP_PKEY *pair; char label[96]; ULONG label_size; } Key;
typedef struct { int open; ULONG found[2 * KEYS]; ULONG count, told; EVP_PKEY *signer; } Session;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Key keys[KEYS];
static Session sessions[SESSIONS];
static int is_logged_in;

static ULONG not_supported(void) { return UNSUPPORTED; }
static ULONG fine(void) { return 0; }
static void text(BYTE *field, size_t size, const char *words) { memset(field, ' ', size); memcpy(field, words, strlen(words)); }

static ULONG finalize(void) {
    memset(sessions, 0, sizeof sessions);
    is_logged_in = 0;
    return 0;
}

static ULONG get_info(Info *info) {
    memset(info, 0, sizeof *info);
    info->version[0] = 2; info->version[1] = 40;
    text(info->maker, 32, "Jiban tests"); text(info->description, 32, "stand-in");
    return 0;
}

static ULONG get_slots(BYTE present, ULONG *slots, ULONG *count) {
    (void)present;
    if (slots) slots[0] = 7;
    *count = 1;
    return 0;
}

static ULONG get_slot(ULONG slot, SlotInfo *info) {
    (void)slot;
    memset(info, 0, sizeof *info);
    text(info->description, 64, "slot"); text(info->maker, 32, "Jiban tests");
    info->flags = 1;
    return 0;
}

static ULONG get_token(ULONG slot, TokenInfo *info) {
    (void)slot;
    memset(info, 0, sizeof *info);
    text(info->label, 32, "seals"); text(info->maker, 32, "Jiban tests"); text(info->model, 16, "m"); text(info->serial, 16, "1");
    info->flags = 0x404 | 0x8;
    return 0;
}

static ULONG get_mechanisms(ULONG slot, ULONG *numbers, ULONG *count) {
    (void)slot;
    if (numbers) { numbers[0] = MAKE; numbers[1] = SIGN; }
    *count = 2;
    return 0;
}

static ULONG open_session(ULONG slot, ULONG flags, void *a, void *b, ULONG *handle) {
    (void)slot; (void)flags; (void)a; (void)b;
    ULONG answer = 0xB1;
    pthread_mutex_lock(&lock);
    for (ULONG i = 0; i < SESSIONS && answer; i++)
        if (!sessions[i].open) { memset(&sessions[i], 0, sizeof sessions[i]); sessions[i].open = 1; *handle = i + 1; answer = 0; }
    pthread_mutex_unlock(&lock);
    return answer;
}

static Session *session_of(ULONG handle) { return handle && handle <= SESSIONS && sessions[handle - 1].open ? &sessions[handle - 1] : NULL; }

static ULONG close_session(ULONG handle) {
    Session *session = session_of(handle);
    if (!session) return 0xB3;
    session->open = 0;
    return 0;
}

static ULONG log_in(ULONG handle, ULONG user, BYTE *pin, ULONG size) {
    (void)user;
    if (!session_of(handle)) return 0xB3;
    if (is_logged_in) return 0x100;
    if (size != 4 || memcmp(pin, "4711", 4)) return 0xA0;
    is_logged_in = 1;
    return 0;
}

static ULONG log_out(ULONG handle) { (void)handle; is_logged_in = 0; return 0; }

static ULONG make_pair(ULONG handle, Mechanism *how, Attribute *pub, ULONG pub_count, Attribute *priv, ULONG priv_count, ULONG *a, ULONG *b) {
    (void)priv; (void)priv_count;
    if (!session_of(handle)) return 0xB3;
    if (!is_logged_in) return 0x101;
    if (how->number != MAKE) return 0x70;
    int has_curve = 0;
    Key fresh = {0};
    for (ULONG i = 0; i < pub_count; i++) {
        if (pub[i].type == CKA_EC_PARAMS) has_curve = pub[i].size == sizeof CURVE && !memcmp(pub[i].value, CURVE, sizeof CURVE);
        if (pub[i].type == CKA_KEY_TYPE && *(ULONG *)pub[i].value != KEY_TYPE) return 0x63;
        if (pub[i].type == CKA_LABEL && pub[i].size < sizeof fresh.label) {
            memcpy(fresh.label, pub[i].value, pub[i].size);
            fresh.label_size = pub[i].size;
        }
    }
    if (!has_curve) return 0x140;
    fresh.pair = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
    ULONG answer = 0x31;
    pthread_mutex_lock(&lock);
    for (ULONG i = 0; i < KEYS && answer; i++)
        if (!keys[i].pair) { keys[i] = fresh; *a = 2 * i + 1; *b = 2 * i + 2; answer = 0; }
    pthread_mutex_unlock(&lock);
    return answer;
}

static Key *key_of(ULONG object) { return object && object <= 2 * KEYS && keys[(object - 1) / 2].pair ? &keys[(object - 1) / 2] : NULL; }

static ULONG destroy(ULONG handle, ULONG object) {
    (void)handle;
    Key *key = key_of(object);
    if (!key) return INVALID;
    if (object % 2) return 0; /* the pair goes with its private half */
    key->pair = NULL;
    return 0;
}

static ULONG answer_with(Attribute *wanted, const void *value, ULONG size) {
    if (wanted->value && wanted->size < size) return 0x150;
    if (wanted->value) memcpy(wanted->value, value, size);
    wanted->size = size;
    return 0;
}

static ULONG get_attribute(ULONG object, Attribute *wanted) {
    Key *key = key_of(object);
    ULONG class = object % 2 ? PUBLIC : PRIVATE;
    BYTE point[67] = {0x04, 65};
    BYTE may_sign = object % 2 == 0, may_verify = object % 2;
    size_t size;
    switch (wanted->type) {
        case CKA_CLASS: return answer_with(wanted, &class, sizeof class);
        case CKA_KEY_TYPE: return answer_with(wanted, &KEY_TYPE, sizeof KEY_TYPE);
        case CKA_SIGN: return answer_with(wanted, &may_sign, 1);
        case CKA_VERIFY: return answer_with(wanted, &may_verify, 1);
        case CKA_LABEL: return answer_with(wanted, key->label, key->label_size);
        case CKA_EC_PARAMS: return answer_with(wanted, CURVE, sizeof CURVE);
        case CKA_EC_POINT:
            EVP_PKEY_get_octet_string_param(key->pair, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point + 2, 65, &size);
            return answer_with(wanted, point, sizeof point);
        default: wanted->size = (ULONG)-1; return 0x12;
    }
}

static ULONG get_attributes(ULONG handle, ULONG object, Attribute *wanted, ULONG count) {
    (void)handle;
    ULONG answer = key_of(object) ? 0 : INVALID;
    for (ULONG i = 0; i < count && answer != INVALID; i++) {
        ULONG one = get_attribute(object, &wanted[i]);
        if (one) answer = one;
    }
    return answer;
}

static int matches(ULONG object, const Attribute *wanted, ULONG count) {
    for (ULONG i = 0; i < count; i++) {
        const Key *key = key_of(object);
        if (wanted[i].type == CKA_CLASS && *(ULONG *)wanted[i].value != (ULONG)(object % 2 ? PUBLIC : PRIVATE)) return 0;
        if (wanted[i].type == CKA_LABEL && (wanted[i].size != key->label_size || memcmp(wanted[i].value, key->label, key->label_size))) return 0;
    }
    return 1;
}

static ULONG find_init(ULONG handle, Attribute *wanted, ULONG count) {
    Session *session = session_of(handle);
    if (!session) return 0xB3;
    session->count = session->told = 0;
    for (ULONG object = 1; object <= 2 * KEYS; object++) {
        if (object % 2 == 0 && !is_logged_in) continue;
        if (key_of(object) && matches(object, wanted, count)) session->found[session->count++] = object;
    }
    return 0;
}

static ULONG find(ULONG handle, ULONG *objects, ULONG most, ULONG *count) {
    Session *session = session_of(handle);
    if (!session) return 0xB3;
    for (*count = 0; *count < most && session->told < session->count; (*count)++) objects[*count] = session->found[session->told++];
    return 0;
}

static ULONG sign_init(ULONG handle, Mechanism *how, ULONG object) {
    Session *session = session_of(handle);
    Key *key = key_of(object);
    if (!session) return 0xB3;
    if (!key || object % 2) return 0x60;
    if (how->number != SIGN) return 0x70;
    session->signer = key->pair;
    return 0;
}

static ULONG sign(ULONG handle, BYTE *digest, ULONG size, BYTE *out, ULONG *out_size) {
    Session *session = session_of(handle);
    if (!session) return 0xB3;
    if (size != 32) return 0x21;
    if (!out) { *out_size = 64; return 0; }
    if (*out_size < 64) return 0x150;
    BYTE der[72];
    const BYTE *position = der;
    size_t der_size = sizeof der;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, session->signer, NULL);
    int good = EVP_PKEY_sign_init(context) == 1 && EVP_PKEY_sign(context, der, &der_size, digest, 32) == 1;
    EVP_PKEY_CTX_free(context);
    ECDSA_SIG *pair = good ? d2i_ECDSA_SIG(NULL, &position, (long)der_size) : NULL;
    if (!pair) return 0x30;
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + 32, 32);
    ECDSA_SIG_free(pair);
    *out_size = 64;
    return 0;
}

ULONG C_GetFunctionList(FunctionList **list) {
    static FunctionList all = {.version = {2, 40}};
    for (int i = 0; i < 68; i++) all.functions[i] = (Function)not_supported;
    Function *f = all.functions; /* by their places in CK_FUNCTION_LIST of PKCS #11 2.40 */
    f[0] = (Function)fine; f[1] = (Function)finalize; f[2] = (Function)get_info; f[3] = (Function)C_GetFunctionList;
    f[4] = (Function)get_slots; f[5] = (Function)get_slot; f[6] = (Function)get_token; f[7] = (Function)get_mechanisms;
    f[12] = (Function)open_session; f[13] = (Function)close_session; f[18] = (Function)log_in; f[19] = (Function)log_out;
    f[22] = (Function)destroy; f[24] = (Function)get_attributes; f[26] = (Function)find_init; f[27] = (Function)find; f[28] = (Function)fine;
    f[42] = (Function)sign_init; f[43] = (Function)sign; f[59] = (Function)make_pair;
    *list = &all;
    return 0;
}
